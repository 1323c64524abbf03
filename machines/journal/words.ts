import { isUnknown } from "../contract/index.ts";
import type { Claim, Comparison, FieldRef, Operator, Value } from "../contract/index.ts";

const SIGN: Readonly<Record<Operator, string>> = { above: ">", atLeast: "≥", below: "<", atMost: "≤", equal: "=", not: "≠" };
const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });

/** A value as people read it. */
export function valueWords(value: Value | undefined): string {
  if (value === undefined) return "nothing";
  if (isUnknown(value)) return "unknown";
  if (typeof value === "number") return NUMBER.format(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === "" ? "empty" : value;
}

/** A claim as an inequation: `dropped change > 0`. */
export function claimWords({ field, is, value, of }: Comparison | Claim): string {
  const right = typeof value === "object" ? refWords(value) : valueWords(value);
  return `${field}${momentWords(of)} ${SIGN[is]} ${right}`;
}

function refWords({ test, role, field, of, times, plus }: FieldRef): string {
  const factor = times === undefined ? "" : `${NUMBER.format(times)} × `;
  const where = [test, role === undefined ? undefined : `on ${role}`].filter((part) => part !== undefined).join(" ");
  const name = where === "" ? field : `${field} (${where})`;
  const term = plus === undefined || plus === 0 ? "" : plus > 0 ? ` + ${NUMBER.format(plus)}` : ` − ${NUMBER.format(-plus)}`;
  return `${factor}${name}${momentWords(of)}${term}`;
}

function momentWords(of: Comparison["of"]): string {
  return of === undefined || of === "once" || of === "during" ? "" : of === "change" ? " change" : ` ${of}`;
}
