import type { Failure, Reading, Row, Value, Verdict } from "#machines/contract/index.ts";
import { isUnknown } from "#machines/contract/index.ts";

export type Answer = { readonly reading: Reading } | { readonly failure: Failure };

/** What one answer said and what it says now, as parts of a sentence. Fields that the older one did not have are in `added`. */
export interface Compared {
  readonly differences: readonly string[];
  readonly added: readonly string[];
}

const NOTHING: Compared = { differences: [], added: [] };

export function compareAnswers(was: Answer, is: Answer): Compared {
  if ("failure" in was && "failure" in is) {
    return was.failure.kind === is.failure.kind
      ? NOTHING
      : changed(`it could not be read (${was.failure.kind}), and now for another reason (${is.failure.kind})`);
  }
  if ("failure" in was) return changed(`it could not be read (${was.failure.kind}), and now it can`);
  if ("failure" in is) return changed(`it could be read, and now it cannot (${is.failure.kind})`);
  return compareReadings(was.reading, is.reading);
}

const changed = (say: string): Compared => ({ differences: [say], added: [] });

function compareReadings(was: Reading, is: Reading): Compared {
  const parts = [compareValues(was.fields, is.fields, "")];
  const tables = new Set([...Object.keys(was.tables ?? {}), ...Object.keys(is.tables ?? {})]);
  for (const table of tables) parts.push(compareTables(was.tables?.[table], is.tables?.[table], table));
  return { differences: parts.flatMap(({ differences }) => differences), added: parts.flatMap(({ added }) => added) };
}

function compareTables(was: readonly Row[] | undefined, is: readonly Row[] | undefined, table: string): Compared {
  if (was === undefined) return { differences: [], added: [`table ${table}`] };
  if (is === undefined) return changed(`the table ${table} is not read any more`);
  const [before, after] = [byKey(was), byKey(is)];
  const parts: Compared[] = [];
  for (const [key, row] of before) {
    const now = after.get(key);
    parts.push(now === undefined ? changed(`${table} ${key} is not read any more`) : compareValues(row, now, `${table} ${key} `));
  }
  for (const key of after.keys()) if (!before.has(key)) parts.push(changed(`${table} ${key} was not there`));
  return { differences: parts.flatMap(({ differences }) => differences), added: [...new Set(parts.flatMap(({ added }) => added))] };
}

/** The same key may stand in a table twice, in a firewall's list for instance. */
function byKey(rows: readonly Row[]): ReadonlyMap<string, Row> {
  const found = new Map<string, Row>();
  for (const row of rows) {
    let key = row.key;
    for (let n = 2; found.has(key); n += 1) key = `${row.key} (${n})`;
    found.set(key, row);
  }
  return found;
}

type Values = Readonly<Record<string, Value>>;

function compareValues(was: Values, is: Values, where: string): Compared {
  const differences: string[] = [];
  for (const [field, value] of Object.entries(was)) {
    const now = is[field];
    if (now === undefined) differences.push(`${where}${field} was ${show(value)} and is not read any more`);
    else if (!same(value, now)) differences.push(`${where}${field} was ${show(value)} and is ${show(now)} now`);
  }
  const table = where.split(" ")[0] ?? "";
  const added = Object.keys(is).filter((field) => !Object.hasOwn(was, field));
  return { differences, added: added.map((field) => (table === "" ? field : `${table}.${field}`)) };
}

/** Why something is unknown may be said in better words without being another reading. */
const same = (a: Value, b: Value): boolean => (isUnknown(a) && isUnknown(b)) || a === b;

const show = (value: Value): string => (isUnknown(value) ? `unknown (${value.unknown})` : JSON.stringify(value));

/** What two verdicts differ in. Sentences for people may be worded anew; what is named, how surely and what was refuted may not. */
export function compareVerdicts(was: Verdict, is: Verdict): readonly string[] {
  const differences: string[] = [];
  const named = (verdict: Verdict): string =>
    `${verdict.kind}${verdict.causes.length === 0 ? "" : ` (${verdict.causes.map(causeWords).toSorted().join("; ")})`}`;
  if (named(was) !== named(is)) differences.push(`the verdict was ${named(was)} and is ${named(is)} now`);
  const besides = (verdict: Verdict): string => verdict.contributing.map(causeWords).toSorted().join("; ") || "nothing";
  if (besides(was) !== besides(is)) differences.push(`contributing was ${besides(was)} and is ${besides(is)} now`);
  const now = new Map(is.standings.map((each) => [each.instance, each]));
  for (const { instance, standing } of was.standings) {
    const other = now.get(instance)?.standing ?? "not held against the others any more";
    if (other !== standing) differences.push(`${instance} was ${standing} and is ${other} now`);
  }
  return differences;
}

const causeWords = ({ instance, certainty, object }: Verdict["causes"][number]): string =>
  `${instance}${object.key === undefined ? "" : ` ${object.key}`}, ${certainty}`;
