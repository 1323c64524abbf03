import { CULPRIT } from "../investigate/bench.ts";
import type { Store } from "../store/store.ts";

/** For how many days raw outputs are kept; as long as the database when it is not set. */
export const KEEP_OUTPUT_VARIABLE = "CULPRIT_KEEP_OUTPUT_DAYS";

const EVERY_MS = 3_600_000;

/** What that variable says; null when it says nothing. @throws Error when it is no number of days */
export function keepOutputDays(env: Readonly<Record<string, string | undefined>> = process.env): number | null {
  const text = env[KEEP_OUTPUT_VARIABLE] ?? "";
  if (text === "") return null;
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 36_500)
    throw new Error(`${KEEP_OUTPUT_VARIABLE} is "${text}", not a number of days from 1 on.`);
  return days;
}

/** At the start and then every hour: sums up what ended unseen, and removes old raw outputs. Returns how to stop. */
export function keepHouse({ store, say }: { readonly store: Store; readonly say: (line: string) => void }): () => Promise<void> {
  const days = keepOutputDays();
  let [running, stopped] = [Promise.resolve(), false];
  const sumUp = async (): Promise<void> => {
    while (!stopped && (await store.sumUpLeft()) > 0);
  };
  const once = async (): Promise<void> => {
    if (!(await store.claimOnce("culprit housekeeping"))) return;
    await sumUp();
    if (days === null) return;
    const { outputs, investigations } = await store.retention.removeOutputs(days, CULPRIT);
    if (outputs === 0) return;
    const about = { investigations, outputs, olderThanDays: days };
    await store.records.add({ actor: CULPRIT, action: "outputsRemoved", outcome: "done", about });
    say(`retention  ${outputs} raw outputs of ${investigations} investigations, older than ${days} days, were removed`);
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
