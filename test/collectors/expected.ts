import { expect } from "vitest";

/** A recording and the fields it must give; fields that are not named are checked against the format by the registry's test. */
export type Expected = readonly [file: string, fields: Readonly<Record<string, unknown>>];

/** Unknown, for a reason that says this. */
export const why = (text: string): { readonly unknown: unknown } => ({
  unknown: expect.stringContaining(text),
});
