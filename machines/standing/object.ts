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

/** The guilty row, and others that share what is counted. */
export interface Guilty {
  readonly key: string;
  readonly also: readonly string[];
}

/** Of what all rows count, what one must have to be named beside the greatest: less is as good as the rest. */
const SHARES = 0.1;

/** The greatest value above zero, in the last round that knows one: of the table that the hypothesis names, or of one that stands in for it. */
export function guiltyOf(asked: Asked, instance: Instance): Guilty | undefined {
  const object = asked.facts.runbook.hypotheses[instance.hypothesis]?.object;
  for (const spec of object === undefined ? [] : [object, ...(object.or ?? [])]) {
    const source = asked.sources.get(spec.test);
    const host = instance.host?.key ?? source?.hosts[0]?.key;
    if (source === undefined || host === undefined) continue;
    for (const round of roundsAt(asked, spec.test, host).toReversed()) {
      const guilty = greatest(rowsIn(asked, { spec, source, host, round }));
      if (guilty !== undefined) return guilty;
    }
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

function greatest(weights: readonly Weight[]): Guilty | undefined {
  const counted = weights
    .flatMap(({ key, value }) => (!isUnknown(value) && typeof value === "number" && value > 0 ? [{ key, value }] : []))
    .toSorted((a, b) => b.value - a.value);
  const [first, ...others] = counted;
  if (first === undefined) return undefined;
  const total = counted.reduce((sum, { value }) => sum + value, 0);
  return { key: first.key, also: others.filter(({ value }) => value >= SHARES * total).map(({ key }) => key) };
}
