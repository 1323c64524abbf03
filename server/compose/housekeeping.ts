import { CULPRIT } from "../investigate/bench.ts";
import { keepOutputDays } from "../keep-output.ts";
import type { Store } from "../store/store.ts";

const EVERY_MS = 3_600_000;
/** An alert that fires is told again every few hours; what was not told for so long is news no more. Whoever investigated it has it in the log. */
const ALERT_DAYS = 30;

/** At the start and then every hour: sums up what ended unseen, and removes old raw outputs. Returns how to stop. */
export function keepHouse({ store, say }: { readonly store: Store; readonly say: (line: string) => void }): () => Promise<void> {
  const fixed = keepOutputDays();
  let [running, stopped] = [Promise.resolve(), false];
  const sumUp = async (): Promise<void> => {
    while (!stopped && (await store.sumUpLeft()) > 0);
  };
  const once = async (): Promise<void> => {
    if (!(await store.claimOnce("culprit housekeeping"))) return;
    await sumUp();
    // What the environment says counts; without it, what an administrator set.
    const days = fixed ?? (await store.settings.retention())?.days ?? null;
    const alertDays = Math.min(days ?? ALERT_DAYS, ALERT_DAYS);
    await Promise.all([store.alerts.forget(alertDays), store.alertRefusals.forget(alertDays)]);
    if (days === null) return;
    const { outputs, pictures, investigations } = await store.retention.removeOutputs(days, CULPRIT);
    if (outputs + pictures === 0) return;
    const about = { investigations, outputs, pictures, olderThanDays: days };
    await store.records.add({ actor: CULPRIT, action: "outputsRemoved", outcome: "done", about });
    say(
      `retention  ${outputs} raw outputs and ${pictures} pictures of ${investigations} investigations, older than ${days} days, were removed`,
    );
  };
  const go = (): void => {
    // What fails now is tried again in an hour, and said.
    running = once().catch((error: unknown) => say(`history    ${error instanceof Error ? error.message : String(error)}`));
  };
  const timer = setInterval(go, EVERY_MS);
  timer.unref();
  go();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await running;
  };
}
