import type { Comparison, FieldRef, Reading, Row, Runbook } from "../contract/index.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { countsOf } from "../standing/accounts.ts";

/** What a runbook refers to of one test's readings. */
interface Referred {
  readonly fields: Set<string>;
  readonly tables: Map<string, Set<string>>;
}

export type References = ReadonlyMap<string, Referred>;

/** Every field and column that a runbook refers to, by test. */
export function referencesOf(runbook: Runbook): References {
  const references = new Map<string, Referred>();
  const of = (test: string): Referred => {
    const known = references.get(test) ?? { fields: new Set<string>(), tables: new Map<string, Set<string>>() };
    references.set(test, known);
    return known;
  };
  const ref = (each: FieldRef | undefined, own: string): void => {
    if (each !== undefined) of(each.test ?? own).fields.add(each.field);
  };
  const comparison = (each: Comparison | undefined, own: string): void => {
    if (each === undefined) return;
    of(own).fields.add(each.field);
    if (typeof each.value === "object") ref(each.value, own);
  };
  for (const test of runbook.tests) {
    for (const claim of Object.values(test.predicts).flat()) {
      comparison(claim, test.id);
      comparison(claim.provided, test.id);
    }
  }
  for (const measure of [...Object.values(runbook.measures), ...Object.values(runbook.rests ?? {})]) {
    comparison(measure.present, measure.present.test);
    ref(measure.missing, measure.present.test);
    ref(measure.of, measure.present.test);
  }
  for (const { present } of Object.values(runbook.hides ?? {})) comparison(present, present.test);
  for (const proof of runbook.reproduction?.proof ?? []) comparison(proof, REPRODUCTION);
  if (runbook.reproduction !== undefined) of(REPRODUCTION).fields.add(runbook.reproduction.sentField);
  for (const { accounts, object, setOff, alone } of Object.values(runbook.hypotheses)) {
    if (alone !== undefined) comparison(alone, alone.test);
    if (setOff !== undefined) of(setOff.test).fields.add(setOff.field);
    for (const each of accounts === undefined ? [] : countsOf(accounts)) if (each.test !== undefined) ref(each, each.test);
    for (const row of object === undefined ? [] : [object, ...(object.or ?? [])]) {
      const { tables } = of(row.test);
      tables.set(row.table, (tables.get(row.table) ?? new Set<string>()).add(row.by));
    }
  }
  return references;
}

/** The part of a reading that the runbook refers to; judging it gives the same as judging the whole. */
export function project(reading: Reading, test: string, references: References): Reading {
  const referred = references.get(test);
  const fields = Object.fromEntries(Object.entries(reading.fields).filter(([name]) => referred?.fields.has(name) === true));
  const tables = Object.entries(reading.tables ?? {}).flatMap(([name, rows]) => {
    const columns = referred?.tables.get(name);
    return columns === undefined ? [] : [[name, rows.map((row) => rowOf(row, columns))] as const];
  });
  return tables.length === 0 ? { fields } : { fields, tables: Object.fromEntries(tables) };
}

function rowOf(row: Row, columns: ReadonlySet<string>): Row {
  return { ...Object.fromEntries(Object.entries(row).filter(([name]) => columns.has(name))), key: row.key };
}
