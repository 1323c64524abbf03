import { describe, expect, it } from "vitest";
import type { Accuracy, Row } from "#cli/bench/print/accuracy.ts";
import { joined } from "#cli/bench/print/joined.ts";

type Table = Accuracy["tables"][number];

const row = (fault: string, kind: string): Row => ({ fault, repeat: 1, group: "one", hosts: 2, truth: "x", kind, answers: {} });
const table = (runbook: string, version: number, rows: readonly Row[]): Table => ({
  ...{ runbook, version, source: "live", planned: 9, notAsked: [], window: "", rows, notCounted: [] },
  prior: { cause: rows[0]?.fault ?? "", k: 1, n: 2 },
});
const uncounted = (of: Table, fault: string): Table => ({ ...of, notCounted: [{ fault, repeat: 1, why: "busy" }] });
const accuracy = (day: string, tables: readonly Table[]): Accuracy => ({
  ...{ seed: "1", machines: [`of ${day}`], commits: [day], from: day, to: day, everything: 50, tables },
});
const VERSIONS: Readonly<Record<string, number>> = { a: 2, b: 5 };
const today = { versionOf: (id: string) => VERSIONS[id], isPlanned: (_: string, fault: string) => fault !== "gone" };
const kindsOf = ({ tables }: Accuracy): unknown =>
  tables.map(({ runbook, version, rows }) => [runbook, version, rows.map(({ fault, kind }) => `${fault} ${kind}`)]);

describe("runs that are added to what is told", () => {
  const before = accuracy("2026-01-01", [
    uncounted(table("a", 2, [row("one", "old"), row("two", "old"), row("gone", "old")]), "three"),
    table("b", 4, [row("one", "old")]),
    table("no-more", 1, [row("one", "old")]),
  ]);

  it("replace their like, leave the others of that version, and drop what is not of today", () => {
    const since = accuracy("2026-02-01", [table("a", 2, [row("two", "new"), row("three", "new")]), table("b", 5, [row("two", "new")])]);
    const both = joined(before, since, today);
    expect(kindsOf(both)).toEqual([
      ["a", 2, ["one old", "two new", "three new"]],
      ["b", 5, ["two new"]],
    ]);
    expect(both.tables[0]).toMatchObject({ notCounted: [], prior: { cause: "one" } });
    expect(both).toMatchObject({ from: "2026-01-01", to: "2026-02-01", commits: ["2026-01-01", "2026-02-01"] });
  });

  it("leave alone what was not run since, and say only their own day where nothing old is left", () => {
    expect(kindsOf(joined(before, accuracy("2026-02-01", [table("b", 5, [row("two", "new")])]), today))).toEqual([
      ["a", 2, ["one old", "two old"]],
      ["b", 5, ["two new"]],
    ]);
    const alone = joined(accuracy("2026-01-01", [table("b", 4, [row("one", "old")])]), accuracy("2026-02-01", []), today);
    expect(alone).toMatchObject({ from: "2026-02-01", commits: ["2026-02-01"], tables: [] });
  });

  it("do not take back a run that could be counted before", () => {
    const failed = accuracy("2026-02-01", [uncounted(table("a", 2, []), "one")]);
    expect(joined(before, failed, today).tables[0]).toMatchObject({ rows: [{ fault: "one", kind: "old" }, { fault: "two" }] });
  });
});
