import { rankSymptoms, type Span } from "#machines/rank.ts";
import type { RunCounts } from "../runbooks/runs.ts";

/** What the start page knows of a runbook before one is chosen. */
export interface IncidentType {
  readonly id: string;
  readonly title: string;
  readonly symptoms: readonly string[];
  readonly hypotheses: number;
  readonly tests: number;
  /** How its newest runs here went; null: it was never run. */
  readonly runs: RunCounts | null;
}

type Known = Pick<IncidentType, "title" | "symptoms">;

export interface Match<Each extends Known = IncidentType> {
  readonly type: Each;
  /** Title and best symptom, cut where words of the query stand: odd parts are matches. */
  readonly title: readonly string[];
  readonly symptom: readonly string[];
}

/** Incident types for what was typed, best first; an empty field lists all. */
export function matchesFor<Each extends Known>(types: readonly Each[], typed: string): readonly Match<Each>[] {
  if (typed.trim() === "") return types.map((type) => ({ type, title: [type.title], symptom: [type.symptoms[0] ?? ""] }));
  return rankSymptoms(typed, types).map(({ runbook: type, matched }) => {
    const symptom = matched.find(({ phrase }) => phrase !== type.title);
    const title = matched.find(({ phrase }) => phrase === type.title);
    return {
      type,
      title: cut(type.title, title?.spans ?? []),
      symptom: cut(symptom?.phrase ?? type.symptoms[0] ?? "", symptom?.spans ?? []),
    };
  });
}

function cut(phrase: string, spans: readonly Span[]): readonly string[] {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    if (from < at) continue;
    parts.push(phrase.slice(at, from), phrase.slice(from, to));
    at = to;
  }
  return [...parts, phrase.slice(at)];
}
