import type { Given, Moment } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";

/** The reading of one collector on one host at one moment, or why there is none. */
export function readingOf(given: Given, collector: string, at: { readonly host: string; readonly moment?: Moment }): Reading | Unknown {
  const source = given.sources.findLast(
    (each) => each.collector === collector && each.host.key === at.host && (at.moment === undefined || each.moment === at.moment),
  );
  if (source === undefined) return unknown(`${collector} was not read on ${nameOf(given, at.host)}`);
  return "kind" in source.answer ? unknown(`${collector} on ${source.host.name}: ${why(source.answer)}`) : source.answer;
}

const why = (failure: { readonly kind: string; readonly tool?: string; readonly what?: string; readonly stderr?: string }): string => {
  if (failure.kind === "toolMissing") return `${failure.tool ?? "its tool"} is not there`;
  if (failure.kind === "denied") return "permission denied";
  if (failure.kind === "absent") return `no ${failure.what ?? "such thing"}`;
  // A sensor that ends before it watches is not asked why; what it said of itself is all there is.
  const said = (failure.stderr ?? "").trim().split("\n").at(-1) ?? "";
  const [, kind, what] = /^culprit: (absent|denied|toolMissing): (.+)$/.exec(said) ?? [];
  if (what !== undefined) return kind === "toolMissing" ? `${what} is not there` : kind === "denied" ? what : `no ${what}`;
  return `it could not be read (${said === "" ? failure.kind : said.slice(0, 120)})`;
};

export const nameOf = (given: Given, key: string): string => given.hosts.find((host) => host.key === key)?.name ?? key;

export const rowsOf = (reading: Reading | Unknown, table: string): readonly Row[] =>
  "unknown" in reading ? [] : (reading.tables?.[table] ?? []);

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

export const firstUnknown = (...values: readonly (Reading | Unknown)[]): Unknown | undefined =>
  values.find((value): value is Unknown => "unknown" in value);
