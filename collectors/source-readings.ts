import type { Given, Moment, Source } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";

/** One collector's answer on one host, or why there is none. */
export function readingOf(given: Given, collector: string, at: { readonly host?: string; readonly moment: Moment }): Reading | Unknown {
  const found = given.sources.filter(
    (source) => source.collector === collector && source.moment === at.moment && (at.host === undefined || source.host.key === at.host),
  );
  const source = found.at(-1);
  if (source === undefined) return unknown(`${collector} was not read${at.host === undefined ? "" : ` on ${nameOf(given, at.host)}`}`);
  return isReading(source.answer) ? source.answer : unknown(`${collector} on ${source.host.name}: ${whyNot(source)}`);
}

const isReading = (answer: Source["answer"]): answer is Reading => "fields" in answer;

/** In few words: the failed reading itself is shown with all of it. */
const whyNot = ({ answer }: Source): string => {
  if (!("kind" in answer)) return "it could not be read";
  if (answer.kind === "toolMissing") return `${answer.tool} is not installed`;
  if (answer.kind === "denied") return "permission denied";
  if (answer.kind === "timedOut") return "it did not end in time";
  return answer.kind === "truncated" ? "its output was cut" : `it could not be read (${answer.kind})`;
};

export const nameOf = (given: Given, key: string): string => given.hosts.find((host) => host.key === key)?.name ?? key;

export const fieldOf = (reading: Reading | Unknown, field: string): Value =>
  isUnread(reading) ? reading : (reading.fields[field] ?? unknown(`${field} was not read`));

export const rowsOf = (reading: Reading | Unknown, table: string): readonly Row[] =>
  isUnread(reading) ? [] : (reading.tables?.[table] ?? []);

export const isUnread = (reading: object): reading is Unknown => "unknown" in reading;

/** How far a counter moved in the window. */
export function changeOf(
  given: Given,
  host: string,
  { collector, field }: { readonly collector: string; readonly field: string },
): number | Unknown {
  const [before, after] = (["before", "after"] as const).map((moment) => fieldOf(readingOf(given, collector, { host, moment }), field));
  if (before === undefined || after === undefined) return unknown(`${field} was not read`);
  if (isUnknown(before)) return before;
  if (isUnknown(after)) return after;
  if (typeof before !== "number" || typeof after !== "number") return unknown(`${field} is not a number`);
  return after < before ? unknown(`${field} was set back in the window`) : after - before;
}

export const total = (rows: readonly Row[], column: string): number =>
  rows.reduce((sum, row) => sum + (typeof row[column] === "number" ? row[column] : 0), 0);
