import type { Failure } from "#machines/contract/index.ts";
import type { Session } from "../ssh/transport.ts";
import { workDone } from "../ssh/work-done.ts";

/** A watch may cost each host 1 % of a core; a fifth of it is left for what is not measured, the look itself and the login among it. */
const SHARE = 0.008;
/** Of a host that does not tell its times: what the heaviest probe was measured to take, a sixth of a core (docs/performance.md). */
const UNTOLD = 1 / 6;

/** What each host's connection had cost it, by key; null where it is not told. */
export type Work = ReadonlyMap<string, number | null>;

export async function workOf(hosts: ReadonlyMap<string, { readonly session: Session | Failure }>, signal: AbortSignal): Promise<Work> {
  const told = await Promise.all(
    [...hosts].map(async ([key, { session }]) => [key, "kind" in session ? null : await workDone(session, { signal })] as const),
  );
  return new Map(told);
}

/**
 * How long all of an investigation, from when its hosts were reached to its verdict, must be followed by nothing. What is not told is taken for the heaviest
 * probe, for as long as the event was judged: from its window on, which is the first that is stored, to the verdict.
 */
export function restAfterEvent(
  from: { readonly at: number; readonly work: Work } | null,
  { work, now, judgedMs }: { readonly work: Work; readonly now: number; readonly judgedMs: number },
): number {
  // The clock may have been put back meanwhile: nobody rests for that.
  const tookMs = from === null ? judgedMs : Math.max(0, now - from.at);
  return rest(from?.work ?? new Map(), work.size === 0 ? NOBODY_TOLD : work, { tookMs, untoldMs: judgedMs });
}

/** How long a window that took so long must be followed by nothing, so that no host worked more than its share of all that time. */
export const restMs = (before: Work, after: Work, tookMs: number): number => rest(before, after, { tookMs, untoldMs: tookMs });

const NOBODY_TOLD: Work = new Map([["", null]]);

function rest(before: Work, after: Work, { tookMs, untoldMs }: { readonly tookMs: number; readonly untoldMs: number }): number {
  const costs = [...after].map(([key, now]) => {
    const then = before.get(key) ?? null;
    if (now === null || then === null) return untoldMs * UNTOLD;
    // A new connection counts from nothing.
    return now < then ? now : now - then;
  });
  return Math.max(0, Math.max(0, ...costs) / SHARE - tookMs);
}
