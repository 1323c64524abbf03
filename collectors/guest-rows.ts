import type { Row, Unknown, Value } from "#machines/contract/value.ts";

export const numberIn = (row: Row | undefined, field: string): number => {
  const value = row?.[field];
  return typeof value === "number" ? value : 0;
};

export const textIn = (row: Row | undefined, field: string): string => {
  const value = row?.[field];
  return typeof value === "string" ? value : "";
};

/** Every field of a derivation with the same answer: that it is not known. */
export const nothingKnown = (fields: Readonly<Record<string, unknown>>, reason: Unknown): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.keys(fields).map((field) => [field, reason]));
