import type { Log } from "./log.ts";
import { pause } from "./pause.ts";
import type { Reached } from "./reach.ts";
import type { Scene } from "./scene.ts";
import { watchOf } from "./watch-time.ts";
import { LOSSES } from "./window-state.ts";

/** As long as a switch takes to come back. */
const AGAIN_MS = 15_000;
/** No round has it: it is told before the first. */
const BEFORE = 0;

/**
 * Where a watch goes on by itself, a host that restarts between two events is waited for, as one is that is lost within a window: nobody sits there who would start it
 * again. True when it waited: they are to be reached anew.
 */
export async function isPatient(
  { bench, log, signal }: Pick<Scene, "bench" | "log" | "signal">,
  reached: readonly Reached[],
): Promise<boolean> {
  const [first] = log.events();
  const watch = watchOf(log.events());
  if (first?.type !== "started" || first.watch === undefined || watch === null || bench.now().getTime() >= watch.until) return false;
  const lost = reached.filter(
    ({ host, session }) => "kind" in session && LOSSES.has(session.kind) && first.brief.hosts.some(({ key }) => key === host.key),
  );
  if (lost.length === 0) return false;
  await tellOnce(log, `${lost.map(({ host }) => host.name).join(", ")} is not reached. It is tried again until it is, or the time is up.`);
  await pause(AGAIN_MS, signal);
  return true;
}

/** How soon a person's stop is seen, at most. */
const LOOK_MS = 5_000;

/** Between two events nothing is asked of the hosts until they have rested. True while they do. */
export async function restsStill({ bench, log, signal }: Pick<Scene, "bench" | "log" | "signal">): Promise<boolean> {
  const [first] = log.events();
  const left = first?.type === "started" && first.watch !== undefined ? Date.parse(first.watch.from) - bench.now().getTime() : 0;
  if (left <= 0) return false;
  await pause(Math.min(left, LOOK_MS), signal);
  return true;
}

async function tellOnce(log: Log, trouble: string): Promise<void> {
  const watch = watchOf(log.events());
  if (watch === null || log.events().some((event) => event.type === "watching" && event.round === BEFORE)) return;
  const [since, until] = [new Date(watch.since).toISOString(), new Date(watch.until).toISOString()];
  await log.append([{ type: "watching", round: BEFORE, windows: 0, since, until, trouble }]);
}
