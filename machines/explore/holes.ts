import type { Hypothesis } from "../contract/index.ts";
import { among, missing, refNames } from "./names.ts";
import { finding, type Finding } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** Every hole that is said to be filled has to stand in the advice, and what fills it has to be read. */
export const holeFindings = (subject: Subject): readonly Finding[] =>
  Object.entries(subject.runbook.hypotheses).flatMap(([id, hypothesis]) => findingsOf(subject, id, hypothesis));

function findingsOf(subject: Subject, id: string, { holes = {}, advice }: Hypothesis): readonly Finding[] {
  const text = `${advice.now} ${advice.undo} ${advice.permanent}`;
  return Object.entries(holes).flatMap(([name, source]) => {
    const where = `hypothesis ${id}, the hole <${name}>,`;
    const absent = text.includes(`<${name}>`) ? [] : [finding("exists", `${where} does not stand in its advice.`)];
    if ("input" in source)
      return Object.hasOwn(subject.runbook.inputs, source.input)
        ? absent
        : [
            ...absent,
            ...missing(`${where} is the input ${source.input}, which is not declared. ${among(Object.keys(subject.runbook.inputs))}`),
          ];
    if ("field" in source) {
      const { test } = source.field;
      return test === undefined
        ? [...absent, ...missing(`${where} is a field without its test. Add "test" to it.`)]
        : [...absent, ...refNames(subject, source.field, { test, where })];
    }
    return [...absent, ...rowFindings(subject, source.row, where)];
  });
}

function rowFindings(
  { runbook, catalogue }: Subject,
  { test, table, column }: { readonly test: string; readonly table: string; readonly column: string },
  where: string,
): readonly Finding[] {
  const collect = runbook.tests.find(({ id }) => id === test)?.collect ?? "";
  const tables = Object.hasOwn(catalogue, collect) ? (catalogue[collect]?.tables ?? {}) : {};
  if (Object.hasOwn(tables[table] ?? {}, column)) return [];
  const columns = Object.entries(tables).flatMap(([name, read]) => Object.keys(read).map((each) => `${name}.${each}`));
  return missing(`${where} is the column ${column} of the table ${table} of ${test}, which is not read. ${among(columns)}`);
}
