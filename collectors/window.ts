import type { Given, Source } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Row, type Unknown, type Value } from "#machines/contract/value.ts";

export type Count = number | Unknown;

/** Readings of one host: before and after the window, or within it. */
export interface HostWindow {
  /** How much a counter rose in the window. */
  readonly change: (collector: string, field: string) => Count;
  /** How much a column rose, by row; a row that went away took its count along, so then nothing is known. */
  readonly rows: (collector: string, table: string, column: string) => readonly (readonly [key: string, change: Count])[] | Unknown;
  readonly after: (collector: string) => Reading | Unknown;
  readonly during: (collector: string) => Reading | Unknown;
}

/** Collectors whose counters are 32 bits wide in the kernel and wrap; all others are wider, and a smaller value later is a reset. */
const NARROW: ReadonlySet<string> = new Set(["softnet", "conntrack"]);
const U32 = 2 ** 32;

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
      return difference(first.fields[field], last.fields[field], { collector, name: field });
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
  return last.map((row) => [row.key, difference(earlier.get(row.key)?.[column] ?? 0, row[column], { collector, name: column })] as const);
}

function difference(
  first: Value | undefined,
  last: Value | undefined,
  { collector, name }: { readonly collector: string; readonly name: string },
): Count {
  if (first === undefined || last === undefined) return unknown(`${name} is absent`);
  if (isUnknown(first)) return first;
  if (isUnknown(last)) return last;
  if (typeof first !== "number" || typeof last !== "number") return unknown(`${name} is not a number`);
  const change = last - first;
  if (change >= 0) return change;
  // As the engine does: a counter that moved through more than half of its width was reset rather than wrapped.
  const wrapped = NARROW.has(collector) ? change + U32 : change;
  return wrapped >= 0 && wrapped <= U32 / 2 ? wrapped : unknown(`counter ${name} was reset: it fell within the window`);
}

/** What a source answered; why not, where it did not. */
export function readingOf(source: Source | undefined, collector: string): Reading | Unknown {
  if (source === undefined) return unknown(`${collector} was not collected`);
  return "fields" in source.answer
    ? source.answer
    : unknown(`${collector} on ${source.host.name} could not be read (${source.answer.kind})`);
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
