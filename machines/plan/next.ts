import type { Facts, Round } from "../contract/index.ts";
import { reproducedOf } from "../conclude/window-state.ts";
import { weighingOf, type Weighing } from "../judge.ts";
import { windowsOf } from "../standing/symptom.ts";
import { MOST_ASKS } from "./askable.ts";
import { restRound } from "./rest.ts";
import { nextRound, reproduceRound } from "./round.ts";
import { isSettled } from "./worth.ts";

/**
 * An investigation ends after this many rounds at the latest. Five phases collect (reproduce, layout, initial conditions, metrics,
 * tracing), a round takes all of a phase, and nothing is asked more than twice: ten; two more for tests that wait for another one.
 * As many more for each host that was added to it.
 */
export const MOST_ROUNDS = 12;

export type Plan = { readonly round: Round } | { readonly round: null };

/** What to ask next, or nothing more. Deterministic: the same facts plan the same round. */
export const planNext = (facts: Facts): Plan => planFrom(weighingOf(facts));

export function planFrom(weighing: Weighing): Plan {
  const end: Plan = { round: null };
  const { rounds, added = [] } = weighing.asked.facts;
  if (rounds.length >= MOST_ROUNDS * (1 + added.length)) return end;
  const reproduced = reproducedOf(weighing);
  switch (reproduced.kind) {
    case "impossible":
      return end;
    case "notYet":
      return { round: reproduceRound(weighing) };
    case "notShown":
      return reproduced.enough || isTired(weighing) ? end : { round: reproduceRound(weighing) };
    case "unproven":
      return reproduced.permanent || isTired(weighing) ? end : { round: reproduceRound(weighing) };
    case "notNeeded":
      if (reproduced.shown === false) return end;
      break;
    case "shown":
      break;
  }
  return { round: isSettled(weighing) ? restRound(weighing) : nextRound(weighing) };
}

/** Windows that proved nothing are repeated once, like anything else that failed for a passing reason. */
const isTired = ({ asked }: Weighing): boolean => windowsOf(asked).length >= MOST_ASKS;
