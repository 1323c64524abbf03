import { isUnknown } from "../contract/index.ts";
import type { CollectorSpec, FieldSpec, Reading, Row, Value } from "../contract/index.ts";
import { changeBetween } from "../evidence/delta.ts";
import type { CommandCard, CommandRun } from "./message.ts";

/** One field of a card's reading, before and after where there are two. */
export interface FieldRow {
  readonly field: string;
  readonly unit: string;
  readonly about: string;
  readonly before: Value | null;
  readonly value: Value | null;
  /** After minus before, wrap-aware; null without two readings, or where the field has no change. */
  readonly change: Value | null;
  readonly decisive: boolean;
}

export interface TableView {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly key: string;
    readonly cells: readonly { readonly value: Value | null; readonly change: Value | null }[];
    readonly moved: boolean;
  }[];
}

export interface ReadingView {
  readonly paired: boolean;
  readonly fields: readonly FieldRow[];
  readonly tables: readonly TableView[];
}

/** What the Parsed tab shows: decisive fields first, then those that changed, then the rest in the collector's order. */
export function readingView(card: CommandCard, spec: CollectorSpec | undefined): ReadingView {
  const before = card.runs.find(({ moment }) => moment === "before");
  const last = card.runs.findLast(({ reading, moment }) => reading !== null && moment !== "before");
  const paired = before?.reading !== null && before !== undefined && last?.moment === "after";
  const main = last ?? before;
  if (main?.reading === null || main === undefined) return { paired: false, fields: [], tables: [] };
  const names = [...new Set([...Object.keys(spec?.fields ?? {}), ...Object.keys(main.reading.fields)])].filter(
    (name) => main.reading !== null && name in main.reading.fields,
  );
  const decisive = new Set(card.decisive);
  const fields = names.map((field): FieldRow => {
    const one = spec?.fields[field];
    const value = main.reading?.fields[field] ?? null;
    const was = paired ? (before?.reading?.fields[field] ?? null) : null;
    return {
      field,
      unit: one?.unit ?? "",
      about: one?.about ?? "",
      before: was,
      value,
      decisive: decisive.has(field),
      change: paired && was !== null && value !== null ? changeOf(before, main, { field, was, value, spec: one }) : null,
    };
  });
  const place = (row: FieldRow): number => card.decisive.indexOf(row.field);
  const weight = (row: FieldRow): number =>
    row.decisive ? place(row) : card.decisive.length + (hasMoved(row.change) ? 0 : isUnknown(row.value ?? 0) ? 1 : 2);
  return {
    paired,
    fields: fields.sort((a, b) => weight(a) - weight(b)),
    tables: tablesOf(main, paired ? before : undefined, { spec, decisive }),
  };
}

interface Compared {
  readonly field: string;
  readonly was: Value;
  readonly value: Value;
  readonly spec: FieldSpec | undefined;
}

function changeOf(before: CommandRun | undefined, after: CommandRun, { field, was, value, spec }: Compared): Value | null {
  if (typeof was !== "number" || typeof value !== "number" || spec?.kind === "state") return null;
  const [one, two] = [before?.facts?.taken, after.facts?.taken];
  if (one === undefined || two === undefined) return null;
  return changeBetween({ value: was, taken: one }, { value, taken: two }, { name: field, spec });
}

export const hasMoved = (change: Value | null): boolean => typeof change === "number" && change !== 0;

interface About {
  readonly spec: CollectorSpec | undefined;
  readonly decisive: ReadonlySet<string>;
}

/** Rows where a decisive column moved first, then those where anything did. */
function tablesOf(main: CommandRun, before: CommandRun | undefined, { spec, decisive }: About): readonly TableView[] {
  return Object.entries(main.reading?.tables ?? {}).flatMap(([name, rows]) => {
    if (rows.length === 0) return [];
    const specs = spec?.tables?.[name] ?? {};
    const columns = [...new Set([...Object.keys(specs), ...rows.flatMap((row) => Object.keys(row))])].filter((column) => column !== "key");
    const earlier = new Map(tableOf(before?.reading ?? null, name).map((row) => [row.key, row]));
    const view = rows.map((row) => {
      const cells = columns.map((column) => {
        const [value, was] = [row[column] ?? null, earlier.get(row.key)?.[column]];
        return {
          value,
          change: was === undefined || value === null ? null : changeOf(before, main, { field: column, was, value, spec: specs[column] }),
        };
      });
      const moved = columns.filter((_, index) => hasMoved(cells[index]?.change ?? null));
      return {
        key: row.key,
        cells,
        moved: moved.length > 0,
        weight: moved.some((column) => decisive.has(column)) ? 2 : Math.min(1, moved.length),
      };
    });
    return [{ name, columns, rows: view.sort((a, b) => b.weight - a.weight) }];
  });
}

const tableOf = (reading: Reading | null, name: string): readonly Row[] => reading?.tables?.[name] ?? [];
