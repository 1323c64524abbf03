import type { Answered, Choice, Facts, Phase, Request, Round, Test } from "../contract/index.ts";
import { candidatesOf, type Candidate } from "../choose.ts";
import { conclude } from "../conclude.ts";
import type { Verdict } from "../contract/index.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import type { World } from "../explore/cells.ts";
import { answerIn, withAnswers } from "../explore/run.ts";
import { weighingOf, type Weighing } from "../judge.ts";
import { MOST_ROUNDS, planFrom } from "../plan/next.ts";
import { inOrder, probeRequest, requestsFor } from "../plan/round.ts";
import type { Stage } from "./stage.ts";
import type { Trial } from "./trial.ts";

/** Where the engine stands after what was said, and what it would ask next. */
export interface Played {
  readonly facts: Facts;
  readonly weighing: Weighing;
  readonly verdict: Verdict;
  /** What the engine would collect now; null: it would end with this verdict. */
  readonly next: { readonly round: Round; readonly tests: readonly string[]; readonly candidates: readonly Candidate[] } | null;
}

/**
 * Plays the answers with the real engine: its own rounds as far as every test of them was answered, and what was answered out of turn
 * in one round more.
 */
export function play(stage: Stage, trial: Trial, world: World): Played {
  const known = new Set([...Object.keys(trial.outcomes), ...(trial.window === null ? [] : [REPRODUCTION])]);
  const left = new Set(known);
  let facts = stage.model.asked.facts;
  const answered = (round: Round): void => {
    const windows = [trial.window === null ? null : stage.windows[trial.window]];
    const answer = (request: Request): Answered => answerIn(stage.model, { world, windows }, { request, round });
    facts = withAnswers(facts, round, answer);
    for (const { test } of round.requests) left.delete(test);
  };
  for (let guard = 0; guard <= MOST_ROUNDS * 2; guard += 1) {
    const weighing = weighingOf(facts);
    const { round } = planFrom(weighing);
    const tests = round === null ? [] : [...new Set(round.requests.map(({ test }) => test))];
    const outOfTurn = roundOutOfTurn(weighing, left, trial);
    if (round !== null && tests.every((test) => known.has(test))) answered(round);
    else if (outOfTurn !== null) {
      answered(outOfTurn);
      left.clear();
    } else
      return {
        facts,
        weighing,
        verdict: conclude(facts),
        next: round === null ? null : { round, tests, candidates: candidatesOf(weighing) },
      };
  }
  return { facts, weighing: weighingOf(facts), verdict: conclude(facts), next: null };
}

/** A round that the engine did not plan, for what somebody wants to know all the same. */
function roundOutOfTurn({ asked }: Weighing, left: ReadonlySet<string>, trial: Trial): Round | null {
  const tests = asked.facts.runbook.tests.filter(({ id }) => left.has(id));
  const number = (asked.facts.rounds.at(-1)?.number ?? 0) + 1;
  const windowed = tests.some(({ when }) => when !== "once") || left.has(REPRODUCTION);
  const reproduction = windowed && trial.window !== null;
  const requests = [...tests.flatMap((test) => requestsFor(asked, test, number)), ...(reproduction ? probeRequest(asked, number) : [])];
  if (requests.length === 0) return null;
  return { number, phase: phaseOf(tests), choice: choiceOf(tests), reproduction, requests: inOrder(requests) };
}

const phaseOf = ([first]: readonly Test[]): Phase => first?.phase ?? "reproduce";

const choiceOf = (tests: readonly Test[]): Choice => ({
  test: tests[0]?.id ?? REPRODUCTION,
  risk: "R0",
  costSeconds: 0,
  pairsSplit: 0,
  pairsOpen: 0,
  riders: tests.slice(1).map(({ id }) => id),
});
