import type { Measure, Verdict } from "../contract/index.ts";
import { interval } from "../statistics.ts";
import { reproductionHost, REPRODUCTION, type Asked, type MeasureSeen, type Window } from "../evidence/asked.ts";
import { firstIn } from "../evidence/instances.ts";
import { outcomeOf, valueOf } from "../evidence/outcome.ts";
import { roundsAt } from "../evidence/seen.ts";
import { numberOf, windowOf } from "../evidence/window.ts";

export type MeasuredSymptom = Verdict["symptom"][number];

/** Every round that ran the reproduction, oldest first. */
export const windowsOf = (asked: Asked): readonly Window[] =>
  asked.facts.rounds.filter((round) => round.reproduction).map((round) => windowOf(asked, round.number));

/**
 * What was measured of the symptom. The last window that shows a measure speaks for it; windows without it are added up,
 * because each probe that came back narrows how often it can be lost.
 */
export function symptomOf(asked: Asked): readonly MeasuredSymptom[] {
  const { runbook } = asked.facts;
  const windows = windowsOf(asked).filter((window) => window.proven === true);
  return Object.entries(runbook.measures).map(([id, measure]) => {
    if (runbook.reproduction === undefined) return counted(id, [withoutWindow(asked, measure)]);
    const seen = windows.flatMap((window) => window.measures.get(id) ?? []);
    const shown = seen.findLast(({ present }) => present === true);
    return counted(id, shown === undefined ? seen : [shown]);
  });
}

/** Does the incident's symptom exist? True: some window showed it. False: measured and absent everywhere. Null: not known. */
export function symptomShown(symptom: readonly MeasuredSymptom[]): boolean | null {
  if (symptom.some(({ present }) => present === true)) return true;
  return symptom.length > 0 && symptom.every(({ present }) => present === false) ? false : null;
}

function withoutWindow(asked: Asked, measure: Measure): MeasureSeen {
  const { test, role } = measure.present;
  const host = test === REPRODUCTION ? reproductionHost(asked) : firstIn(role, asked.facts.brief);
  if (host === undefined)
    return {
      present: null,
      missing: { unknown: `no host in the role ${role} was given` },
      of: null,
      why: `no host in the role ${role} was given`,
    };
  const round = roundsAt(asked, test, host.key).findLast(
    (each) => outcomeOf(asked, measure.present, { test, host: host.key, round: each, gate: null }).state !== "unknown",
  );
  const context = { test, host: host.key, round: round ?? 0, gate: null };
  const { state, reason } = outcomeOf(asked, measure.present, context);
  return {
    present: state === "unknown" ? null : state === "held",
    why: state === "unknown" ? (reason ?? "it could not be measured") : null,
    missing: valueOf(asked, measure.missing, context).value,
    of: measure.of === undefined ? null : valueOf(asked, measure.of, context).value,
  };
}

function counted(measure: string, seen: readonly MeasureSeen[]): MeasuredSymptom {
  const states = seen.map(({ present }) => present);
  const present = states.includes(true) ? true : states.length === 0 || states.includes(null) ? null : false;
  const missing = sum(seen.map((each) => numberOf(each.missing)));
  const of = sum(seen.map((each) => numberOf(each.of)));
  const range = missing === null || of === null ? null : interval(missing, of);
  return { measure, present, missing, of, lowPercent: range?.lowPercent ?? null, highPercent: range?.highPercent ?? null };
}

const sum = (values: readonly (number | null)[]): number | null =>
  values.length === 0 ? null : values.reduce<number | null>((total, value) => (total === null || value === null ? null : total + value), 0);
