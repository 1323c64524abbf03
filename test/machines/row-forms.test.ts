import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { FORMS } from "#machines/explain/row-holes.ts";
import { runbooks } from "#runbooks";
import { caseLog } from "../app/case-log.ts";

const casesOf = (runbook: string): readonly string[] =>
  readdirSync(new URL(`../../runbooks/${runbook}/cases`, import.meta.url)).map((file) => file.replace(/\.json$/, ""));

test("each form that a row's name is read by is that of a row which a recorded case found guilty", { timeout: 120_000 }, () => {
  const names = new Map<string, string[]>();
  for (const { id, hypotheses } of runbooks)
    for (const name of casesOf(id)) {
      const verdict = caseLog(id, name).events.findLast((event) => event.type === "concluded")?.verdict;
      for (const { id: cause, object } of verdict?.causes ?? []) {
        const told = hypotheses[cause]?.object;
        if (told === undefined || object.key === undefined) continue;
        for (const { table } of [told, ...(told.or ?? [])]) names.set(table, [...(names.get(table) ?? []), object.key]);
      }
    }
  const unmet = Object.entries(FORMS).flatMap(([table, forms]) =>
    forms.flatMap(({ form }) => (names.get(table)?.some((name) => form.test(name)) === true ? [] : [`${table}: ${form.source}`])),
  );
  expect(unmet).toEqual([]);
});
