import { concludeFrom } from "#machines/conclude.ts";
import { weighingOf } from "#machines/judge.ts";
import { planFrom } from "#machines/plan/next.ts";
import type { Verdict } from "#machines/contract/index.ts";
import type { Named, Said } from "../score/said.ts";
import { randomOf, shuffled } from "../statistics/random.ts";
import type { Answer } from "./answer.ts";
import { factsAfter, type Patient } from "./collected.ts";
import { costOf } from "./cost.ts";
import { symptomTests } from "./symptom.ts";

/** The engine's judgement without its choice: tests one at a time in random order, until the engine would want no more. */
export function randomOrder(patient: Patient, seed: string): Answer {
  const { runbook, collected } = patient;
  const taken = new Set(symptomTests(runbook));
  const left = [...shuffled(runbook.tests, randomOf(seed))].filter(({ id }) => !taken.has(id));
  let weighing = weighingOf(factsAfter(patient, taken));
  for (const test of left) {
    if (planFrom(weighing).round === null) break;
    taken.add(test.id);
    weighing = weighingOf(factsAfter(patient, taken));
  }
  return { said: saidBy(concludeFrom(weighing)), cost: costOf(collected, taken) };
}

const saidBy = ({ kind, causes, contributing, standings }: Verdict): Said => ({
  kind,
  causes: causes.map(namedIn),
  contributing: contributing.map(namedIn),
  supported: standings.flatMap(({ hypothesis: id, host, standing }) =>
    standing === "supported" ? [{ id, ...(host === undefined ? {} : { host }) }] : [],
  ),
});

const namedIn = ({ id, certainty, object: { host, key } }: Verdict["causes"][number]): Named => ({
  id,
  certainty,
  ...(host === undefined ? {} : { host }),
  ...(key === undefined ? {} : { object: key }),
});
