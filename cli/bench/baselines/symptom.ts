import { REPRODUCTION } from "#machines/evidence/asked.ts";
import type { Judgement, Runbook } from "#machines/contract/index.ts";

/** What is measured first: whether the symptom is there at all. */
export const symptomTests = ({ measures }: Runbook): readonly string[] => [
  REPRODUCTION,
  ...new Set(
    Object.values(measures)
      .flatMap(({ present, missing, of }) => [present.test, missing.test, of?.test])
      .filter((test): test is string => test !== undefined && test !== REPRODUCTION),
  ),
];

export const isAbsent = ({ symptom }: Judgement): boolean => symptom.length > 0 && symptom.every(({ present }) => present === false);
