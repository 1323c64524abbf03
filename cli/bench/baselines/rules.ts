import { judge } from "#machines/judge.ts";
import { changeBetween } from "#machines/evidence/delta.ts";
import { fieldOf } from "#machines/evidence/seen.ts";
import type { Moment, Test } from "#machines/contract/index.ts";
import { naming, silent, type Answer } from "./answer.ts";
import { factsAfter, type Collected, type Patient } from "./collected.ts";
import { costOfAll } from "./cost.ts";

/**
 * Everything is collected, then the first rule that fires names its cause: a counter that speaks for a cause has moved. Tests, hosts and
 * causes in the author's order. No rule asks whether the symptom was there, how much it accounts for, or what would speak against it.
 */
export function rules(patient: Patient): Answer {
  const { runbook, collected } = patient;
  const cost = costOfAll(collected);
  const { standings } = judge(factsAfter(patient, new Set(collected.round.requests.map(({ test }) => test))));
  for (const test of runbook.tests) {
    for (const host of hostsOf(collected, test.id)) {
      const cause = firedBy(patient, test, host);
      if (cause === undefined) continue;
      const { object } = standings.find((each) => each.hypothesis === cause && each.host === host) ?? {};
      return { said: naming(cause, { host, object }), cost };
    }
  }
  return { said: silent("undetermined"), cost };
}

const hostsOf = ({ round }: Collected, test: string): readonly string[] => [
  ...new Set(round.requests.flatMap((request) => (request.test === test ? [request.host] : []))),
];

function firedBy(patient: Patient, test: Test, host: string): string | undefined {
  const fires = (field: string): boolean => (movedBy(patient, { test, host, field }) ?? 0) > 0;
  const rule = Object.entries(test.predicts).find(([, claims]) =>
    claims.some(({ strength, field }) => strength !== "necessary" && fires(field)),
  );
  return rule?.[0];
}

interface Place {
  readonly test: Test;
  readonly host: string;
  readonly field: string;
}

/** How far a counter moved around the window, or what a sensor counted in it. */
function movedBy({ catalogue, collected }: Patient, { test, host, field }: Place): number | null {
  const spec = catalogue[test.collect]?.fields[field];
  const at = (moment: Moment) =>
    collected.answers.find(({ request }) => request.test === test.id && request.host === host && request.moment === moment);
  const [before, during, after] = [at("before"), at("during"), at("after")];
  if (during !== undefined && "reading" in during) return numberIn(fieldOf(during.reading, field));
  if (spec?.kind !== "counter" || before === undefined || after === undefined || !("reading" in before) || !("reading" in after))
    return null;
  const sample = ({ reading, taken }: typeof before) => ({ value: fieldOf(reading, field), taken });
  return numberIn(changeBetween(sample(before), sample(after), { name: field, spec }));
}

const numberIn = (value: unknown): number | null => (typeof value === "number" ? value : null);
