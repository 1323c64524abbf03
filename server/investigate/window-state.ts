import type { FailureKind } from "#machines/contract/index.ts";
import { askedOf, REPRODUCTION } from "#machines/evidence/asked.ts";
import { windowOf } from "#machines/evidence/window.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import type { RoundRun } from "./round-run.ts";

export type WindowState = "shown" | "quiet" | "lost" | "blurred" | "useless";

/** What a window came to. Blurred: it proved nothing, and the next one may. Useless: so will every other window. */
export function stateOf(
  { bench, round }: RoundRun,
  events: readonly InvestigationEvent[],
): { readonly state: WindowState; readonly reason: string } {
  const facts = factsOf(events, bench.catalogue);
  const mine = facts.answers.filter(({ request }) => request.key.startsWith(`${round.number}.`));
  const failures = mine.flatMap((answer) => ("failure" in answer ? [{ test: answer.request.test, kind: answer.failure.kind }] : []));
  const { proven, shown, counts, reason } = windowOf(askedOf(facts), round.number);
  // A window that lost a host on the way tells half of what happened, so it is measured anew even if it showed the symptom.
  if (failures.some(({ kind }) => LOSSES.has(kind))) return { state: "lost", reason };
  if (counts) return { state: "shown", reason };
  if (proven === true && shown === false) return { state: "quiet", reason };
  return { state: failures.some(({ test, kind }) => test === REPRODUCTION && !PASSING.has(kind)) ? "useless" : "blurred", reason };
}

/** The host was lost, and may come back. */
export const LOSSES: ReadonlySet<FailureKind> = new Set(["connectionLost", "unreachable", "channelRefused"]);
/** Failures of a probe that the next one need not meet; a missing tool or a refused right stays as it is. */
const PASSING: ReadonlySet<FailureKind> = new Set(["timedOut", "exited", "truncated", "unparsable", "badFrame"]);
