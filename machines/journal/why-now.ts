import type { Catalogue, Runbook } from "../contract/index.ts";
import { explainChoice } from "../explain/choice.ts";
import { ASKING } from "./ask.ts";
import { titlesOf, type Chosen } from "./board.ts";

/** Why the test that runs now was chosen, in words; null when none runs. */
export function whyNow(
  chosen: Chosen | null,
  { runbook, catalogue }: { readonly runbook: Runbook; readonly catalogue: Catalogue },
): string | null {
  if (chosen === null) return null;
  return chosen.asks ? ASKING : explainChoice(chosen.choice, titlesOf(runbook, catalogue));
}
