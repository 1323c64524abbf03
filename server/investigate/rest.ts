import { workDone } from "../ssh/work-done.ts";
import type { HostAtWork } from "./scene.ts";

/** A watch may cost each host 1 % of a core; a fifth of it is left for what is not measured, the look itself and the login among it. */
const SHARE = 0.008;
/** Of a host that does not tell its times: what the heaviest probe was measured to take, a sixth of a core (docs/performance.md). */
const UNTOLD = 1 / 6;

/** What each host's connection had cost it, by key; null where it is not told. */
export type Work = ReadonlyMap<string, number | null>;

export async function workOf(hosts: ReadonlyMap<string, HostAtWork>, signal: AbortSignal): Promise<Work> {
  const told = await Promise.all(
    [...hosts].map(async ([key, { session }]) => [key, "kind" in session ? null : await workDone(session, { signal })] as const),
  );
  return new Map(told);
}

/** How long a window that took so long must be followed by nothing, so that no host worked more than its share of all that time. */
export function restMs(before: Work, after: Work, tookMs: number): number {
  const costs = [...after].map(([key, now]) => {
    const then = before.get(key) ?? null;
    if (now === null || then === null) return tookMs * UNTOLD;
    // A new connection counts from nothing.
    return now < then ? now : now - then;
  });
  return Math.max(0, Math.max(0, ...costs) / SHARE - tookMs);
}
