import {
  isUnknown,
  unknown,
  type FieldSpec,
  type Of,
  type Reading,
  type Row,
  type RowRef,
  type Taken,
  type Value,
} from "../contract/index.ts";
import { requestKey, type Asked, type Source } from "../evidence/asked.ts";
import { changeBetween } from "../evidence/delta.ts";
import type { Instance } from "../evidence/instances.ts";
import { roundsAt } from "../evidence/seen.ts";
import { windowOf } from "../evidence/window.ts";

/** The key of the guilty row: the greatest value above zero, in the last round that knows one. */
export function objectOf(asked: Asked, instance: Instance): string | undefined {
  const spec = asked.facts.runbook.hypotheses[instance.hypothesis]?.object;
  const source = spec === undefined ? undefined : asked.sources.get(spec.test);
  const host = instance.host?.key ?? source?.hosts[0]?.key;
  if (spec === undefined || source === undefined || host === undefined) return undefined;
  for (const round of roundsAt(asked, spec.test, host).toReversed()) {
    const key = greatest(rowsIn(asked, { spec, source, host, round }));
    if (key !== undefined) return key;
  }
  return undefined;
}

/** One row's number in one window, whether that showed the symptom or not. */
export function rowValue(
  asked: Asked,
  ref: RowRef,
  { host, round, key }: { readonly host: string; readonly round: number; readonly key: string },
): Value {
  const source = asked.sources.get(ref.test);
  if (source === undefined) return unknown(`this runbook has no test ${ref.test}`);
  const row = weightsIn(asked, { spec: ref, source, host, round }).find((weight) => weight.key === key);
  return row?.value ?? unknown(`${key} was not there all the time`);
}

interface At {
  readonly spec: RowRef;
  readonly source: Source;
  readonly host: string;
  readonly round: number;
}
interface Weight {
  readonly key: string;
  readonly value: Value;
}

function rowsIn(asked: Asked, at: At): readonly Weight[] {
  const of = ofAt(at);
  return of !== "once" && !windowOf(asked, at.round).counts ? [] : weightsIn(asked, at);
}

function weightsIn(asked: Asked, at: At): readonly Weight[] {
  const of = ofAt(at);
  if (of !== "change") return (reading(asked, at, of)?.rows ?? []).map((row) => ({ key: row.key, value: cell(row, at.spec.by) }));
  const [before, after] = [reading(asked, at, "before"), reading(asked, at, "after")];
  return before === null || after === null ? [] : changes(at.spec.by, columnOf(at), [before, after]);
}

const columnOf = (at: At): FieldSpec | undefined => at.source.spec?.tables?.[at.spec.table]?.[at.spec.by];
const ofAt = (at: At): Of =>
  at.spec.of ?? (at.source.when !== "around" ? at.source.when : columnOf(at)?.kind === "counter" ? "change" : "after");

interface Rows {
  readonly rows: readonly Row[];
  readonly taken: Taken;
}

function changes(by: string, spec: FieldSpec | undefined, [before, after]: readonly [Rows, Rows]): readonly Weight[] {
  const first = new Map(before.rows.map((row) => [row.key, row]));
  return after.rows.flatMap((row): readonly Weight[] => {
    const earlier = first.get(row.key);
    if (earlier === undefined) return [];
    const value = changeBetween(
      { value: cell(earlier, by), taken: before.taken },
      { value: cell(row, by), taken: after.taken },
      { name: by, spec },
    );
    return [{ key: row.key, value }];
  });
}

function reading(asked: Asked, at: At, moment: "once" | "before" | "during" | "after"): Rows | null {
  const answer = asked.answers.get(requestKey({ round: at.round, test: at.source.id, host: at.host, moment }));
  if (answer === undefined || !("reading" in answer)) return null;
  const rows = tableOf(answer.reading, at.spec.table);
  return rows === undefined ? null : { rows, taken: answer.taken };
}

export const tableOf = (reading: Reading, table: string): readonly Row[] | undefined =>
  reading.tables !== undefined && Object.hasOwn(reading.tables, table) ? reading.tables[table] : undefined;

const cell = (row: Row, field: string): Value =>
  (Object.hasOwn(row, field) ? row[field] : undefined) ?? { unknown: `field ${field} is absent` };

function greatest(weights: readonly Weight[]): string | undefined {
  let best: { readonly key: string; readonly value: number } | undefined;
  for (const { key, value } of weights) {
    if (isUnknown(value) || typeof value !== "number" || !(value > 0)) continue;
    if (best === undefined || value > best.value) best = { key, value };
  }
  return best?.key;
}
