import { judge } from "#machines/judge.ts";
import { naming, silent, type Answer } from "./answer.ts";
import { factsAfter, type Patient } from "./collected.ts";
import { costOf } from "./cost.ts";
import { isAbsent, symptomTests } from "./symptom.ts";

/**
 * The author's tests in the author's order; the first characteristic evidence names its cause, and nobody looks further. It has the
 * engine's own reading of evidence: a change counts only in a window that showed the symptom.
 */
export function checklist(patient: Patient): Answer {
  const { runbook, collected } = patient;
  const taken = new Set(symptomTests(runbook));
  const cost = () => costOf(collected, taken);
  if (isAbsent(judge(factsAfter(patient, taken)))) return { said: silent("symptomAbsent"), cost: cost() };
  for (const test of runbook.tests) {
    taken.add(test.id);
    const { evidence, standings } = judge(factsAfter(patient, taken));
    const found = evidence.find((each) => each.test === test.id && each.state === "held" && each.claim.strength !== "necessary");
    if (found === undefined) continue;
    const { host, object } = standings.find(({ instance }) => instance === found.instance) ?? {};
    return { said: naming(found.hypothesis, { host, object }), cost: cost() };
  }
  return { said: silent("undetermined"), cost: cost() };
}
