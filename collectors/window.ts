import type { Given, Source } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Row, type Unknown } from "#machines/contract/value.ts";
import { counterChange, type Count } from "./counter-change.ts";
import { answerOf } from "./source-readings.ts";

export type { Count } from "./counter-change.ts";

/** Readings of one host: before and after the window, or within it. */
export interface HostWindow {
  /** How much a counter rose in the window. */
  readonly change: (collector: string, field: string) => Count;
  /** How much a column rose, by row; a row that went away took its count along, so then nothing is known. */
  readonly rows: (collector: string, table: string, column: string) => readonly (readonly [key: string, change: Count])[] | Unknown;
  readonly after: (collector: string) => Reading | Unknown;
  readonly during: (collector: string) => Reading | Unknown;
}

export function windowOn(given: Given, host: string): HostWindow {
  const at = (collector: string, moments: readonly Source["moment"][]): Reading | Unknown =>
    readingOf(
      given.sources.find((source) => source.collector === collector && source.host.key === host && moments.includes(source.moment)),
      collector,
    );
  const before = (collector: string): Reading | Unknown => at(collector, ["before"]);
  const after = (collector: string): Reading | Unknown => at(collector, ["after", "once"]);
  return {
    after,
    during: (collector) => at(collector, ["during", "once"]),
    change: (collector, field) => {
      const [first, last] = [before(collector), after(collector)];
      if ("unknown" in first) return first;
      if ("unknown" in last) return last;
      return counterChange(first.fields[field], last.fields[field], { collector, name: field });
    },
    rows: (collector, table, column) => {
      const [first, last] = [before(collector), after(collector)];
      if ("unknown" in first) return first;
      if ("unknown" in last) return last;
      return rowsBetween(first.tables?.[table] ?? [], last.tables?.[table] ?? [], { collector, column });
    },
  };
}

function rowsBetween(
  first: readonly Row[],
  last: readonly Row[],
  { collector, column }: { readonly collector: string; readonly column: string },
): readonly (readonly [string, Count])[] | Unknown {
  const left = new Set(last.map(({ key }) => key));
  const gone = first.find(({ key }) => !left.has(key));
  if (gone !== undefined) return unknown(`${gone.key} went away in the window, and what it had counted with it`);
  const earlier = new Map(first.map((row) => [row.key, row]));
  return last.map(
    (row) => [row.key, counterChange(earlier.get(row.key)?.[column] ?? 0, row[column], { collector, name: column })] as const,
  );
}

/** What a source answered; why not, where it did not. */
export function readingOf(source: Source | undefined, collector: string): Reading | Unknown {
  return source === undefined ? unknown(`${collector} was not read`) : answerOf(source);
}

/** The sum; unknown as soon as a part is. */
export const plus = (...parts: readonly Count[]): Count =>
  parts.find((part): part is Unknown => isUnknown(part)) ?? parts.reduce<number>((sum, part) => sum + (isUnknown(part) ? 0 : part), 0);

/** The least of what is known: each part alone is an upper bound. Unknown only when none is known. */
export const least = (...bounds: readonly Count[]): Count => {
  const known = bounds.filter((bound): bound is number => !isUnknown(bound));
  return known.length === 0 ? (bounds[0] ?? unknown("nothing bounds it")) : Math.min(...known);
};

export const minus = (from: Count, ...parts: readonly Count[]): Count => {
  const taken = plus(...parts);
  return isUnknown(from) ? from : isUnknown(taken) ? taken : Math.max(0, from - taken);
};

/** Excluded only by a count that is known and is zero. */
export const possible = (count: Count): boolean => count !== 0;
