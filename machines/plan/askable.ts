import type { Answered, Moment } from "../contract/index.ts";
import { TRANSIENT } from "../conclude/window-state.ts";
import { place, REPRODUCTION, requestKey, type Asked, type Source } from "../evidence/asked.ts";
import { wholeSince } from "../evidence/whole.ts";
import { incomparable } from "../evidence/delta.ts";
import { isTakenBack } from "./taken-back.ts";
import { windowOf } from "../evidence/window.ts";

/** What failed for a passing reason, or fell into a window that proved nothing, is asked once more and never again:
 *  a third time rarely brings what the second did not, and each costs the host a command and the engineer a wait. */
export const MOST_ASKS = 2;

/** May this test be asked on this host in the next round? */
export function isAskable(asked: Asked, test: string, host: string): boolean {
  if (asked.facts.skipped.includes(test) || asked.facts.unreached[host] !== undefined) return false;
  const source = asked.sources.get(test);
  if (source === undefined || !source.hosts.some(({ key }) => key === host)) return false;
  const rounds = asked.roundsOf.get(place(test, host)) ?? [];
  const latest = rounds.at(-1);
  // What was worked out before a host was added is worked out once more with it.
  if (latest === undefined || latest < wholeSince(asked, test)) return true;
  if (rounds.length >= MOST_ASKS) return false;
  return isWorthRepeating(asked, { source, host, round: latest });
}

export const timesAsked = (asked: Asked, test: string, host: string): number => (asked.roundsOf.get(place(test, host)) ?? []).length;

/** Did it once fail for a reason that does not pass? */
export function isImpossible(asked: Asked, test: string, host: string): boolean {
  return (asked.roundsOf.get(place(test, host)) ?? []).some((round) =>
    MOMENTS.some((moment) => {
      const answer = asked.answers.get(requestKey({ round, test, host, moment }));
      return answer !== undefined && "failure" in answer && !TRANSIENT.has(answer.failure.kind) && !isTakenBack(answer.failure);
    }),
  );
}

const MOMENTS: readonly Moment[] = ["once", "before", "during", "after"];

interface Past {
  readonly source: Source;
  readonly host: string;
  readonly round: number;
}

function isWorthRepeating(asked: Asked, { source, host, round }: Past): boolean {
  const moments = source.when === "around" ? (["before", "after"] as const) : [source.when];
  const answers = moments.flatMap((moment) => asked.answers.get(requestKey({ round, test: source.id, host, moment })) ?? []);
  const failures = answers.flatMap((answer) => ("failure" in answer ? [answer.failure] : []));
  if (failures.length > 0) return failures.every((failure) => TRANSIENT.has(failure.kind) || isTakenBack(failure));
  if (source.when === "once" || source.id === REPRODUCTION) return false;
  return !windowOf(asked, round).counts || straddlesReset(answers);
}

function straddlesReset(answers: readonly Answered[]): boolean {
  const [before, after] = answers.flatMap((answer) => ("taken" in answer ? [answer.taken] : []));
  return before !== undefined && after !== undefined && incomparable(before, after) !== null;
}
