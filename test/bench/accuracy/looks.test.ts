import { describe, expect, it } from "vitest";
import { looksSection } from "#cli/bench/look/markdown.ts";
import { looksOf, placeOf, type Look } from "#cli/bench/look/looks.ts";
import { planLooks, rightFor } from "#cli/bench/look/plan.ts";
import { SHOWN } from "#cli/bench/look/sample.ts";
import type { Accuracy } from "#cli/bench/print/accuracy.ts";
import { joined } from "#cli/bench/print/joined.ts";
import type { Line } from "#cli/bench/run/line.ts";
import { chosen } from "#lab/faults/choose.ts";
import { truthOf } from "#lab/faults/fault.ts";
import { TOPOLOGIES } from "#lab/topologies/index.ts";
import { runbookById, runbooks } from "#runbooks";

const look = (right: readonly string[], ranked: Readonly<Record<string, number>>): Look => ({
  ...{ fault: "x", repeat: 1, right, unread: [] },
  ranked: Object.entries(ranked).map(([runbook, points]) => ({ runbook, points })),
});

describe("what a first look is shown", () => {
  it("is of every topology, and each runbook that is right knows the cause", () => {
    const plan = planLooks({ runbooks, faults: [], repeats: 1 });
    expect(plan.map(({ faults }) => faults[0])).toEqual(SHOWN.map(({ fault }) => fault));
    const shown = new Set(plan.map(({ topology }) => topology));
    expect(TOPOLOGIES.filter(({ name }) => name !== "trio" && !shown.has(name))).toEqual([]);
    for (const { fault, right } of SHOWN) {
      const { fault: made, parameters } = chosen(fault);
      const causes = truthOf(made, parameters).causes.map(({ id }) => id);
      expect(right.length === 0, fault).toBe(causes.length === 0);
      for (const id of right)
        expect(Object.keys(runbookById(id)?.hypotheses ?? {}), `${id} of ${fault}`).toEqual(expect.arrayContaining(causes));
    }
  });
});

describe("the place of the right one", () => {
  it("is its rank, and the worse one of equals that are not right", () => {
    expect(placeOf(look(["a"], { a: 9, b: 3 }))).toBe(1);
    expect(placeOf(look(["a"], { b: 9, a: 3 }))).toBe(2);
    expect(placeOf(look(["a"], { a: 3, b: 3, c: 3 }))).toBe(3);
    expect(placeOf(look(["a", "b"], { a: 3, b: 3, c: 3 }))).toBe(2);
    expect(placeOf(look(["a"], { b: 9 }))).toBeNull();
    expect(placeOf(look(["a"], {}))).toBeNull();
  });

  it("is read from what was printed: the most that weighs on one host", () => {
    const evidence = (saw: number) => [
      { test: "signs", host: "suspect", field: "loss", is: "above", strength: "both", state: "held", saw, against: 0 },
    ];
    const hypotheses = [
      { id: "loss", host: "suspect", standing: "supported", evidence: evidence(3) },
      { id: "loss", host: "suspect#2", standing: "supported", evidence: evidence(9) },
      { id: "connections", host: "suspect", standing: "supported", evidence: evidence(5) },
      { id: "names", host: "suspect", standing: "open", evidence: [] },
      { id: "bond", host: "suspect", standing: "refuted", evidence: [] },
    ];
    const line = {
      runbook: "first-look",
      version: 4,
      faults: ["backlog-overflow"],
      repeat: 1,
      counted: true,
      report: { hypotheses },
    } as unknown as Line;
    expect(looksOf([line], { planned: [{ runbook: "first-look" }], runbooks })).toMatchObject([
      {
        planned: 1,
        rows: [
          {
            right: rightFor("backlog-overflow"),
            ranked: [
              { runbook: "small-packet-loss", points: 9 },
              { runbook: "new-connections-time-out", points: 5 },
            ],
            unread: ["name-lookups-slow"],
          },
        ],
      },
    ]);
  });
});

describe("the table", () => {
  const looks = (version: number, rows: readonly Look[]) => [{ runbook: "l", version, planned: 3, rows, notCounted: [] }];
  it("counts first, first three and none, and hosts on which nothing is wrong apart", () => {
    const text = looksSection({
      ...{ runbook: "l", version: 1, planned: 4, notCounted: [] },
      rows: [look(["a"], { a: 9 }), look(["a"], { b: 9, a: 3 }), look(["a"], {}), look([], {})],
    }).join("\n");
    expect(text).toContain("A right one ranked first: 1 of 3");
    expect(text).toContain("among the first three: 2 of 3");
    expect(text).toContain("not ranked at all: 1 of 3");
    expect(text).toContain("nothing ranked: 1 of 1");
  });

  it("is joined with what was told before: a run replaces its like, another version goes", () => {
    const told = (version: number, rows: readonly Look[]): Accuracy => ({
      ...{ seed: "1", machines: [], commits: [], from: "", to: "", everything: 1, tables: [] },
      looks: looks(version, rows),
    });
    const [one, two] = [
      { ...look(["a"], {}), fault: "one" },
      { ...look(["a"], {}), fault: "two" },
    ];
    const again = { ...two, ranked: [{ runbook: "a", points: 1 }] };
    const today = { versionOf: () => 2, isPlanned: () => true };
    expect(joined(told(2, [one, two]), told(2, [again]), today).looks?.[0]?.rows).toEqual([one, again]);
    expect(joined(told(1, [one, two]), told(2, [again]), today).looks?.[0]?.rows).toEqual([again]);
  });
});
