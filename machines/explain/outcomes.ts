import type { Catalogue, Runbook } from "../contract/index.ts";
import { cellKey, matrixOf } from "./matrix.ts";

/** One thing that a test may show, and what follows for hypotheses if it does and if it does not. */
export interface Outcome {
  /** "dropped change > 0" */
  readonly seen: string;
  /** "dropped rises by more than 0" */
  readonly say: string;
  /** Hypotheses that it speaks for, if it is seen. */
  readonly supports: readonly string[];
  /** Those that it refutes, if it is not. */
  readonly refutes: readonly string[];
}

/** What each outcome of a test would mean, before it is known. What cannot be read means nothing. */
export function outcomesOf(runbook: Runbook, catalogue: Catalogue, test: string): readonly Outcome[] {
  const { rows, cells } = matrixOf(runbook, catalogue);
  const found = new Map<string, { seen: string; say: string; supports: string[]; refutes: string[] }>();
  for (const { id } of rows)
    for (const { field, rest, say, strength, provided } of cells[cellKey(id, test)] ?? []) {
      const outcome = found.get(say) ?? { seen: `${field} ${rest}`, say, supports: [], refutes: [] };
      if (strength !== "necessary") outcome.supports.push(id);
      if (strength !== "characteristic") outcome.refutes.push(provided === null ? id : `${id} (where ${provided})`);
      found.set(say, outcome);
    }
  return [...found.values()];
}
