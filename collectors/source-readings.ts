import type { Given, Moment, Source } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { counterChange, type Count } from "./counter-change.ts";

/** What a collector said of one host at one moment, or why nothing is known of it. */
export type Answer = Reading | Unknown;

export interface Wanted {
  readonly host?: string;
  readonly role?: string;
  readonly moment?: Moment;
}

/** One collector's answer on the first host that fits and gave one, at the latest moment that fits; or why there is none. */
export function readingOf(given: Given, collector: string, wanted: Wanted = {}): Answer {
  const fits = given.sources.filter(
    (source) =>
      source.collector === collector &&
      (wanted.host === undefined || source.host.key === wanted.host) &&
      (wanted.role === undefined || source.host.role === wanted.role) &&
      (wanted.moment === undefined || source.moment === wanted.moment),
  );
  const read = fits.filter(({ answer }) => "fields" in answer);
  const found = read.findLast(({ host }) => host.key === read[0]?.host.key) ?? fits.at(-1);
  return found === undefined ? unknown(whyNotAsked(given, collector, wanted)) : answerOf(found);
}

export const answerOf = (source: Source): Answer =>
  "fields" in source.answer ? source.answer : unknown(`${source.collector} on ${source.host.name}: ${whyNot(source.answer)}`);

function whyNotAsked(given: Given, collector: string, { host, role }: Wanted): string {
  if (role !== undefined && !given.hosts.some((each) => each.role === role)) return `no host was named as ${role}`;
  const where = host === undefined ? role : nameOf(given, host);
  return `${collector} was not read${where === undefined ? "" : ` on ${where}`}`;
}

/** In few words: the failed reading itself is shown with all of it. */
const whyNot = (failure: { readonly kind: string; readonly tool?: string; readonly what?: string; readonly stderr?: string }): string => {
  if (failure.kind === "toolMissing") return `${failure.tool ?? "its tool"} is not installed`;
  if (failure.kind === "denied") return "permission denied";
  if (failure.kind === "absent") return `no ${failure.what ?? "such thing"}`;
  if (failure.kind === "unreachable") return "the host could no longer be reached";
  if (failure.kind === "timedOut") return "it did not end in time";
  if (failure.kind === "truncated") return "its output was cut";
  // A sensor that ends before it watches is not asked why; what it said of itself is all there is.
  const said = (failure.stderr ?? "").trim().split("\n").at(-1) ?? "";
  const [, kind, what] = /^culprit: (absent|denied|toolMissing): (.+)$/.exec(said) ?? [];
  if (what !== undefined) return kind === "toolMissing" ? `${what} is not there` : kind === "denied" ? what : `no ${what}`;
  return `it could not be read (${said === "" ? failure.kind : said.slice(0, 120)})`;
};

export const nameOf = (given: Given, key: string): string => given.hosts.find((host) => host.key === key)?.name ?? key;

export const isUnread = (reading: object): reading is Unknown => "unknown" in reading;

export const fieldOf = (reading: Answer, field: string): Value =>
  isUnread(reading) ? reading : (reading.fields[field] ?? unknown(`${field} was not read`));

export const rowsOf = (reading: Answer, table: string): readonly Row[] => (isUnread(reading) ? [] : (reading.tables?.[table] ?? []));

/** How far a counter of one host moved in the newest window. */
export function changeOf(given: Given, collector: string, { field, ...at }: Omit<Wanted, "moment"> & { readonly field: string }): Count {
  const [before, after] = (["before", "after"] as const).map((moment) => fieldOf(readingOf(given, collector, { ...at, moment }), field));
  return counterChange(before, after, { collector, name: field });
}

export const isNumber = (value: Value | undefined): value is number => typeof value === "number";

export const total = (rows: readonly Row[], column: string): number =>
  rows.reduce((sum, row) => sum + (typeof row[column] === "number" ? row[column] : 0), 0);
