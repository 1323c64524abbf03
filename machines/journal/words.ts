import { isUnknown } from "../contract/index.ts";
import type { Claim, Comparison, FieldRef, Value } from "../contract/index.ts";
import { formatNumber, formatValue } from "../explain/number.ts";
import { signOf } from "../explain/operator.ts";

/** A value as people read it. */
export function valueWords(value: Value | undefined): string {
  if (value === undefined) return "nothing";
  return isUnknown(value) ? "unknown" : formatValue(value);
}

/** A claim as an inequation: `dropped change > 0`. */
export function claimWords({ field, is, value, of }: Comparison | Claim): string {
  const right = typeof value === "object" ? refWords(value) : valueWords(value);
  return `${field}${momentWords(of)} ${signOf(is)} ${right}`;
}

function refWords({ test, role, field, of, times, plus }: FieldRef): string {
  const factor = times === undefined ? "" : `${formatNumber(times)} × `;
  const where = [test, role === undefined ? undefined : `on ${role}`].filter((part) => part !== undefined).join(" ");
  const name = where === "" ? field : `${field} (${where})`;
  const term = plus === undefined || plus === 0 ? "" : plus > 0 ? ` + ${formatNumber(plus)}` : ` − ${formatNumber(-plus)}`;
  return `${factor}${name}${momentWords(of)}${term}`;
}

function momentWords(of: Comparison["of"]): string {
  return of === undefined || of === "once" || of === "during" ? "" : of === "change" ? " change" : ` ${of}`;
}
