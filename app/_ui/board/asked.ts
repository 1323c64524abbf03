import { REPRODUCTION } from "#machines/evidence/asked.ts";
import type { Way } from "#machines/journal/way.ts";

/** How far it has come: "4 of 17 tests asked, 2 can still decide". Measuring the symptom is no test of a runbook, wherever tests are counted. */
export function askedWords({ visits, ended }: Way): string {
  const tests = Object.entries(visits).flatMap(([test, visit]) => (test === REPRODUCTION ? [] : [visit]));
  const count = (state: string): number => tests.filter((visit) => visit.state === state).length;
  const asked = `${count("walked") + count("now")} of ${tests.length} tests asked`;
  if (ended !== null) return asked;
  const symptom = visits[REPRODUCTION]?.state === "now" ? ["the symptom is being measured"] : [];
  const now = count("now") > 0 ? [`${count("now")} of them now`] : [];
  const possible = symptom.length + now.length > 0 || count("possible") === 0 ? [] : [`${count("possible")} can still decide`];
  return [asked, ...now, ...symptom, ...possible].join(", ");
}
