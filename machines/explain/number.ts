import { isUnknown, type Value } from "../contract/index.ts";

/** Made once: making one takes longer than everything else a judgement does. */
const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const ABOVE_ONE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const BELOW_ONE = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** 196930 -> "196,930"; 0.0751234 -> "0.0751": three significant digits below one, never an exponent. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value)) return WHOLE.format(value);
  if (size >= 1) return ABOVE_ONE.format(value);
  return BELOW_ONE.format(value);
}

/** 0.075 -> "0.075 %". A measured share of something counted, never a degree of belief. */
export const formatPercent = (value: number): string => `${formatNumber(value)} %`;

/** A value as a sentence shows it; a change carries its sign. */
export function formatValue(value: Value, options: { readonly signed?: boolean } = {}): string {
  if (isUnknown(value)) return `unknown (${value.unknown})`;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value === "" ? "nothing" : value;
  return options.signed === true && value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}

/** "1 probe", "4,000 probes". */
export const countOf = (count: number, one: string, many = `${one}s`): string => `${formatNumber(count)} ${count === 1 ? one : many}`;

/** "a", "a and b", "a, b and c". */
export function listOf(parts: readonly string[]): string {
  const last = parts.at(-1);
  if (last === undefined) return "";
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}
