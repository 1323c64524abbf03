import type { Claim, Evidence, Facts, Test } from "#machines/contract/index.ts";
import { judge } from "#machines/judge.ts";
import { planNext } from "#machines/plan/next.ts";
import { answerOf, given, runbook, withTests, type Answers } from "./patient.ts";
import type { Given } from "#machines/step.ts";

/** Plays the first `most` rounds and gives the facts. */
export function factsAfter(
  answers: Answers | readonly Answers[],
  { of = given, most = 9 }: { readonly of?: Given; readonly most?: number } = {},
): Facts {
  let facts: Facts = { ...of, unreached: {}, rounds: [], answers: [], skipped: [] };
  while (facts.rounds.length < most) {
    const { round } = planNext(facts);
    if (round === null) return facts;
    const play = typeof answers === "function" ? answers : answers[Math.min(round.number, answers.length) - 1];
    if (play === undefined) throw new TypeError("no answers");
    const given = round.requests.map((request) => {
      const event = answerOf(request, play);
      if (event.type === "observed")
        return {
          request,
          reading: event.reading,
          taken: { ...event.taken, uptimeSeconds: (event.taken.uptimeSeconds ?? 0) + round.number * 1000 },
        };
      if (event.type === "unavailable") return { request, failure: event.failure };
      throw new TypeError(event.type);
    });
    facts = { ...facts, rounds: [...facts.rounds, round], answers: [...facts.answers, ...given] };
  }
  return facts;
}

export const find = (evidence: readonly Evidence[], instance: string, field?: string): Evidence => {
  const found = evidence.find((each) => each.instance === instance && (field === undefined || each.claim.field === field));
  if (found === undefined) throw new TypeError(`no evidence for ${instance}`);
  return found;
};
export const standing = (facts: Facts, instance: string) => judge(facts).standings.find((each) => each.instance === instance)?.standing;
export const ringWith = (...claims: readonly Claim[]): Given =>
  withTests(runbook.tests.map((test): Test => (test.id === "ring" ? { ...test, predicts: { ring: claims } } : test)));
export const both = { strength: "both" } as const;
