import { unparsable } from "./failure.ts";
import { TOO_LARGE } from "./number.ts";
import type { Unknown, Value } from "#machines/contract/value.ts";

export type Json = null | boolean | number | string | Unknown | readonly Json[] | { readonly [key: string]: Json };

/** Parses JSON; whole numbers that would be rounded become unknown instead. */
export function exactJson(text: string, what: string): Json {
  // The third argument is the source text; what is neither safe nor a 64-bit number stays a number, and `whole` refuses it.
  const revive = (_key: string, value: Json, context?: { readonly source?: string }): Json => {
    const source = context?.source ?? "";
    return typeof value === "number" && !Number.isSafeInteger(value) && /^\d{1,20}$/.test(source) && BigInt(source) < 2n ** 64n
      ? TOO_LARGE
      : value;
  };
  try {
    return JSON.parse(text, revive) as Json; // JSON.parse is typed `any`; Json is what it can give
  } catch (error) {
    if (error instanceof SyntaxError) return unparsable(`${what}: not JSON: ${error.message}`);
    // Nesting thousands deep is nobody's output; the reviver runs out of stack on it.
    if (error instanceof RangeError) return unparsable(`${what}: nested too deeply`);
    throw error;
  }
}

export const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** A whole number that is not negative, or the unknown that `exactJson` made of one. */
export function whole(value: Json | undefined, what: string): number | Unknown {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  if (value === TOO_LARGE) return TOO_LARGE;
  return unparsable(`${what}: ${shown(value)} is not a whole number`);
}

/** Text, for state fields; anything else is refused. */
export function text(value: Json | undefined, what: string): string {
  return typeof value === "string" ? value : unparsable(`${what}: ${shown(value)} is not text`);
}

const shown = (value: Json | Value | undefined): string => (value === undefined ? "nothing" : JSON.stringify(value).slice(0, 40));
