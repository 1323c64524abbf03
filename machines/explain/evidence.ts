import { isUnknown, type Evidence, type Of } from "../contract/index.ts";
import { inequation } from "./claim.ts";
import { formatValue } from "./number.ts";

/** "predicted dropped change > 0, saw +196,930: held"; what a person said is no sight. */
export function explainEvidence(evidence: Evidence): string {
  const { claim, state, saw, against, reason, said } = evidence;
  const of = momentSeen(evidence);
  const predicted = `predicted ${inequation(claim, of)}${typeof claim.value === "object" && !isUnknown(against) ? ` = ${formatValue(against)}` : ""}`;
  if (state === "unknown" && isUnknown(saw)) return `${predicted}, but ${reason ?? saw.unknown}: unknown, rules nothing out`;
  const value = formatValue(saw, { signed: of === "change" });
  const seen = said === undefined ? `saw ${value}` : `${said} said ${value}`;
  return state === "unknown"
    ? `${predicted}, ${seen}, but ${reason ?? "it cannot be compared"}: unknown, rules nothing out`
    : `${predicted}, ${seen}: ${state}`;
}

/** What a held or failed prediction does to its hypothesis. */
export function explainEffect({ state, claim }: Pick<Evidence, "state" | "claim">): string {
  if (state === "unknown") return "rules nothing out";
  if (state === "held") return claim.strength === "necessary" ? "leaves it possible" : "supports it";
  return claim.strength === "characteristic" ? "does not support it" : "refutes it";
}

/** The moment that was meant: stated, or seen from the two readings that a change rests on. */
export function momentSeen({ claim, observations, test, host }: Evidence): Of | undefined {
  if (claim.of !== undefined) return claim.of;
  const moments = observations.filter((key) => key.includes(`.${test}.${host}.`)).map((key) => key.slice(key.lastIndexOf(".") + 1));
  return moments.includes("before") && moments.includes("after") ? "change" : undefined;
}
