import { catalogue } from "#collectors";
import type { CollectorSpec, Failure, FieldSpec, Reading, Value } from "#machines/contract/index.ts";

/** Text as long as the input may be repeated in rows and sentences; more than this for each byte is a parser that multiplies. */
const MOST_TIMES = 40;
const ALWAYS_ALLOWED = 40_000;
/** Somebody asked an object for a key that every object inherits. */
const INHERITED = /\[native code\]|\[object |function Object\(/;

/** What is wrong with what a parser or a derivation made of any input; null when nothing is. */
export function faultOf(id: string, result: Reading | Failure, inputLength: number): string | null {
  const spec = catalogue[id];
  if (spec === undefined) return `there is no ${id}`;
  const text = JSON.stringify(result);
  if (text.length > ALWAYS_ALLOWED + MOST_TIMES * inputLength) return `${text.length} characters were made of ${inputLength}`;
  if ("kind" in result) return typeof result.kind === "string" ? null : "a failure without a kind";
  return readingFault(spec, result);
}

function readingFault(spec: CollectorSpec, { fields, tables = {} }: Reading): string | null {
  const places: (readonly [string, object, Readonly<Record<string, FieldSpec>>])[] = [["fields", fields, spec.fields]];
  for (const [table, rows] of Object.entries(tables)) {
    const columns = spec.tables?.[table];
    if (columns === undefined) return `${table} is no table of it`;
    const keys = new Set(rows.map(({ key }) => key));
    if (keys.size !== rows.length) return `${table} has two rows of one key`;
    for (const row of rows) {
      if (typeof row.key !== "string") return `${table} has a row whose key is ${String(row.key)}`;
      const { key, ...cells } = row;
      if (Object.getPrototypeOf(row) !== Object.prototype) return `${table} ${key} inherits something`;
      places.push([`${table} ${key}`, cells, columns]);
    }
  }
  for (const [place, values, specs] of places) {
    const fault = valuesFault(values as Readonly<Record<string, Value>>, specs, spec.from !== undefined);
    if (fault !== null) return `${place}: ${fault}`;
  }
  return null;
}

function valuesFault(values: Readonly<Record<string, Value>>, specs: Readonly<Record<string, FieldSpec>>, derived: boolean): string | null {
  if (Object.getPrototypeOf(values) !== Object.prototype) return "inherits something";
  const names = Object.keys(values);
  const missing = Object.keys(specs).find((name) => !Object.hasOwn(values, name));
  if (missing !== undefined) return `${missing} is missing`;
  for (const name of names) {
    if (!Object.hasOwn(specs, name)) return `${name} is not declared`;
    const fault = valueFault(values[name], derived);
    if (fault !== null) return `${name} ${fault}`;
  }
  return null;
}

/** A difference of two hosts or moments may be negative; what one host counted is not. */
function valueFault(value: unknown, derived: boolean): string | null {
  if (typeof value === "boolean") return null;
  if (typeof value === "string") return INHERITED.test(value) ? `is ${value.slice(0, 60)}` : null;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return `is ${value}`;
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return `is ${value}, which is not exact`;
    return value < 0 && !derived ? `is ${value}, below nothing` : null;
  }
  if (typeof value !== "object" || value === null || !("unknown" in value)) return `is ${String(value)}`;
  const { unknown: why } = value;
  return typeof why === "string" && /\S/.test(why) && !INHERITED.test(why) ? null : `is unknown for ${String(why)}`;
}
