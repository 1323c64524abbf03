import type { Claim, Comparison, Of, Operator } from "../contract/index.ts";
import { claimWords } from "../journal/words.ts";
import { formatNumber, formatValue } from "./number.ts";
import { sayOperator } from "./operator.ts";

const RISES: Readonly<Record<Operator, string>> = {
  above: "rises by more than",
  atLeast: "rises by at least",
  below: "rises by less than",
  atMost: "rises by at most",
  equal: "changes by exactly",
  not: "changes by other than",
};

const MOMENT: Readonly<Record<Of, string>> = {
  change: "",
  before: " before the reproduction",
  during: " during the reproduction",
  after: " after the reproduction",
  once: "",
};

/** "dropped rises by more than 0". `of` is the moment that is meant where the claim leaves it to the default. */
export function explainClaim(claim: Comparison, of: Of | undefined = claim.of): string {
  const against = typeof claim.value === "object" ? sayRef(claim.value, of) : formatValue(claim.value);
  if (of === "change") return `${claim.field} ${RISES[claim.is]} ${against}`;
  return `${claim.field} is ${sayOperator(claim.is)} ${against}${of === undefined ? "" : MOMENT[of]}`;
}

function sayRef({ test, role, field, times, plus }: Exclude<Claim["value"], number | string | boolean>, of: Of | undefined): string {
  const factor = times === undefined ? "" : `${formatNumber(times)} times `;
  const where = `${test === undefined ? "" : ` of ${test}`}${role === undefined ? "" : ` on the ${role}`}`;
  const more = plus === undefined || plus === 0 ? "" : plus > 0 ? ` plus ${formatNumber(plus)}` : ` minus ${formatNumber(-plus)}`;
  return `${factor}${of === "change" ? "the rise of " : ""}${field}${where}${more}`;
}

/** "dropped change > 0", as an inequation. */
export const inequation = (claim: Comparison, of: Of | undefined = claim.of): string =>
  claimWords(of === undefined ? claim : { ...claim, of });
