import type { Unknown, Value } from "#machines/contract/value.ts";
import { unparsable } from "./failure.ts";
import { unknown } from "#machines/contract/value.ts";

const U32 = 0x1_0000_0000n;
const U64 = 0x1_0000_0000_0000_0000n;

/** JavaScript's numbers are exact up to 2^53 - 1. A counter beyond it would be rounded, and its change with it. */
export const TOO_LARGE = unknown("too large to be exact");

const exact = (value: bigint): number | Unknown => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : TOO_LARGE);

/** A whole decimal number of at most 64 bits. Refuses signs, fractions, blanks and anything larger. */
export function decimal(text: string | undefined, what: string): number | Unknown {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return unparsable(`${what}: "${shorten(text)}" is not a whole number`);
  const value = BigInt(text);
  return value < U64 ? exact(value) : unparsable(`${what}: ${text} is larger than 64 bits`);
}

/** A hexadecimal number of at most 32 bits, as softnet_stat and the conntrack statistics print them. */
export function hex32(text: string | undefined, what: string): number {
  if (text === undefined || !/^[0-9a-fA-F]{1,16}$/.test(text)) return unparsable(`${what}: "${shorten(text)}" is not a hexadecimal number`);
  const value = BigInt(`0x${text}`);
  return value < U32 ? Number(value) : unparsable(`${what}: 0x${text} is larger than 32 bits`);
}

/** A decimal fraction without sign: load averages, round trip times. */
export function fraction(text: string | undefined, what: string): number {
  if (text === undefined || !/^\d{1,15}(\.\d{1,9})?$/.test(text)) return unparsable(`${what}: "${shorten(text)}" is not a number`);
  return Number(text);
}

/** Sums fields of rows. One unknown makes the sum unknown, with the same reason: a part is not the whole. */
export function sum(values: Iterable<Value | undefined>, what: string): number | Unknown {
  let total = 0n;
  for (const value of values) {
    if (typeof value === "object") return value;
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
      return unparsable(`${what}: ${String(value)} cannot be summed`);
    total += BigInt(value);
  }
  return exact(total);
}

export const shorten = (text: string | undefined): string =>
  text === undefined ? "nothing" : text.length > 40 ? `${text.slice(0, 40)}...` : text;
