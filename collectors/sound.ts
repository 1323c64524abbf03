import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { TOO_LARGE } from "./number.ts";

const NO_NUMBER = unknown("what the host printed gives no number");

/**
 * What holds for every reading, whatever a host printed and whichever parser read it: a number is finite and exact or else unknown, and no two rows of a
 * table have one key. JSON would make null of NaN, a rounded counter changes by steps, and evidence is found again by its row's key.
 */
export function sound(reading: Reading): Reading {
  const { fields, tables } = reading;
  const held = Object.values(fields).every(isHeld) && Object.values(tables ?? {}).every(areRowsHeld);
  if (held) return reading;
  const mended = Object.entries(tables ?? {}).map(([name, rows]) => [name, areRowsHeld(rows) ? rows : rowsOf(rows)] as const);
  return { fields: valuesOf(fields), ...(tables === undefined ? {} : { tables: Object.fromEntries(mended) }) };
}

const isHeld = (value: Value): boolean =>
  typeof value !== "number" || (Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER);

const areRowsHeld = (rows: readonly Row[]): boolean =>
  new Set(rows.map(({ key }) => key)).size === rows.length && rows.every((row) => Object.values(row).every(isHeld));

const valueOf = (value: Value): Value => (isHeld(value) ? value : Number.isFinite(value) ? TOO_LARGE : NO_NUMBER);

const valuesOf = (values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueOf(value)]));

/** The second row that calls itself eth0 is "eth0 (2)": nothing is lost, and the first is still found. */
function rowsOf(rows: readonly Row[]): readonly Row[] {
  const used = new Set(rows.map(({ key }) => key));
  const seen = new Map<string, number>();
  return rows.map((row) => {
    let times = (seen.get(row.key) ?? 0) + 1;
    let key = times === 1 ? row.key : `${row.key} (${times})`;
    while (times > 1 && used.has(key)) key = `${row.key} (${++times})`;
    used.add(key);
    seen.set(row.key, times);
    return { ...valuesOf(row), key };
  });
}
