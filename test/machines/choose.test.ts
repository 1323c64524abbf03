import { describe, expect, it } from "vitest";
import { candidatesOf, choose, pairsSplitBy, RISK_WEIGHT } from "#machines/choose.ts";
import type { Facts, Test } from "#machines/contract/index.ts";
import { weighingOf } from "#machines/judge.ts";
import { given, rises, runbook, withTests, play } from "./patient.ts";
import type { Given } from "#machines/step.ts";

const { reproduction: _, ...plain } = runbook;
const { outside: __, ...three } = runbook.hypotheses;
/** Without a reproduction every round is chosen freely; each test says something about other hypotheses. */
const free = (tests: readonly Test[]): Facts => ({
  ...given,
  runbook: { ...plain, measures: {}, hypotheses: three, tests },
  unreached: {},
  rounds: [],
  answers: [],
  skipped: [],
});
const test = (id: string, change: Partial<Test>): Test => ({
  id,
  collect: "settings",
  on: ["receiver"],
  phase: "metrics",
  when: "once",
  why: "",
  predicts: {},
  ...change,
});
const mtu = { field: "mtu", is: "equal", value: 1500, strength: "both" } as const;
const count = { field: "count", is: "above", value: 5, strength: "both" } as const;

describe("the next test", () => {
  it("is the one that tells apart most pairs of rivals for its cost", () => {
    const few = test("few", { predicts: { ring: [mtu] } });
    const many = test("many", { predicts: { ring: [mtu], backlog: [{ ...mtu, value: 1400 }] } });
    expect(choose(weighingOf(free([few, many])))?.choice).toEqual({
      test: "many",
      risk: "R0",
      costSeconds: 0.1,
      pairsSplit: 5,
      pairsOpen: 6,
    });
  });

  it("is not the one that predicts the same for all", () => {
    const same = test("same", { on: ["sender", "receiver"], predicts: { ring: [mtu], backlog: [mtu] } });
    const other = test("other", { predicts: { ring: [mtu] } });
    const splits = candidatesOf(weighingOf(free([same, other]))).map((each) => [each.test.id, each.pairsSplit]);
    expect(splits).toEqual([
      ["same", 4],
      ["other", 3],
    ]);
    expect(
      pairsSplitBy(
        ["a", "b"],
        ["a", "b"].map((instance) => ({ instance, test: "t", host: "h", signature: "x" })),
      ),
    ).toBe(0);
  });

  it("comes from an earlier phase before a later one, however useful that is", () => {
    const early = test("early", { phase: "layout", predicts: { ring: [mtu] } });
    const late = test("late", { predicts: { ring: [mtu], backlog: [{ ...mtu, value: 1 }] } });
    expect(choose(weighingOf(free([late, early])))?.test).toBe("early");
  });

  it("is passive rather than a capture that tells as much", () => {
    const capture = test("capture", {
      collect: "trace",
      predicts: { ring: [{ field: "drops", is: "above", value: 0, strength: "both" }] },
    });
    const passive = test("passive", { predicts: { backlog: [mtu] } });
    expect(choose(weighingOf(free([capture, passive])))?.test).toBe("passive");
    expect(RISK_WEIGHT.R0 < RISK_WEIGHT.R1 && RISK_WEIGHT.R1 < RISK_WEIGHT.R2 && RISK_WEIGHT.R2 < RISK_WEIGHT.R3).toBe(true);
  });

  it("is the author's first of two that are as good", () => {
    const [a, b] = [test("a", { predicts: { ring: [mtu] } }), test("b", { collect: "conntrack", predicts: { backlog: [count] } })];
    expect(choose(weighingOf(free([a, b])))?.test).toBe("a");
    expect(choose(weighingOf(free([b, a])))?.test).toBe("b");
  });

  it("is none when nothing can change a standing any more", () => {
    expect(choose(weighingOf(free([test("idle", {})])))).toBeNull();
    expect(choose(weighingOf({ ...free([test("a", { predicts: { ring: [mtu] } })]), skipped: ["a"] }))).toBeNull();
    expect(
      choose(
        weighingOf({ ...free([test("a", { predicts: { ring: [mtu] } })]), unreached: { receiver: { kind: "unreachable", detail: "" } } }),
      ),
    ).toBeNull();
  });

  it("is not one that could only support what can never be supported any more", () => {
    const necessary = test("necessary", { phase: "layout", predicts: { ring: [{ ...mtu, strength: "necessary" }] } });
    const showing = test("showing", { collect: "conntrack", predicts: { ring: [{ ...count, strength: "characteristic" }] } });
    const of: Given = { ...given, runbook: { ...free([necessary, showing]).runbook } };
    const { rounds, step } = play(
      (request) => (request.test === "necessary" ? { failure: { kind: "denied", stderr: "" } } : rises({})(request)),
      { of },
    );
    expect(rounds.map(({ choice }) => choice.test)).toEqual(["necessary"]);
    expect(step.verdict?.kind).toBe("undetermined");
  });

  it("is stored with the next best that does not ride along", () => {
    const [a, b] = [
      test("a", { phase: "layout", predicts: { ring: [mtu] } }),
      test("b", { collect: "conntrack", predicts: { backlog: [count], firewall: [{ ...count, value: 9 }] } }),
    ];
    const of: Given = { ...given, runbook: { ...free([a, b]).runbook } };
    expect(play(rises({ a: { mtu: 9000 } }), { of }).rounds[0]?.choice).toEqual({
      test: "a",
      risk: "R0",
      costSeconds: 0.1,
      pairsSplit: 3,
      pairsOpen: 6,
      riders: [],
      instead: { test: "b", pairsSplit: 5, costSeconds: 0.1 },
    });
  });
});

describe("a round with a window", () => {
  it("repeats nothing that is known, and takes the passive counters that are not", () => {
    const { rounds } = play((request) => {
      if (request.key.startsWith("1.ring")) return { failure: { kind: "timedOut", afterMs: 1 } };
      return rises({ "firewall@sender": { dropped: 1 }, "firewall@receiver": { dropped: 500 } }, { lost: 90 })(request);
    });
    expect(rounds[1]?.choice.test).toBe("ring");
    expect(rounds[1]?.requests.map(({ key }) => key)).toEqual([
      "2.ring.receiver.before",
      "2.reproduction.sender.during",
      "2.ring.receiver.after",
    ]);
  });

  it("reads two tests that are compared with each other together, though they stand in different phases", () => {
    const tests = runbook.tests.map((each): Test =>
      each.id === "trace"
        ? {
            ...each,
            predicts: { outside: [{ field: "drops", is: "equal", value: { test: "late", field: "drops" }, strength: "necessary" }] },
          }
        : each,
    );
    const late: Test = { id: "late", collect: "trace", on: ["receiver"], phase: "verdict", when: "during", why: "", predicts: {} };
    const { rounds } = play(rises({}), { of: withTests([...tests, late]) });
    expect(rounds[1]?.requests.map(({ test: id }) => id)).toEqual(["trace", "late", "reproduction"]);
    const turned = tests.map((each): Test => (each.id === "trace" ? { ...each, predicts: {} } : each));
    const leading: Test = {
      ...late,
      phase: "layout",
      predicts: { outside: [{ field: "drops", is: "equal", value: { test: "trace", field: "drops" }, strength: "necessary" }] },
    };
    const ring: Test = {
      id: "other",
      collect: "trace",
      on: ["receiver"],
      phase: "initialConditions",
      when: "during",
      why: "",
      predicts: { outside: [{ field: "drops", is: "equal", value: { test: "late", field: "drops" }, strength: "necessary" }] },
    };
    expect(play(rises({}), { of: withTests([...turned, leading, ring]) }).rounds[1]?.requests.map(({ test: id }) => id)).toEqual([
      "trace",
      "late",
      "other",
      "reproduction",
    ]);
  });

  it("reads again whatever the measures are read from: they decide whether the window counts", () => {
    const measures = {
      ...runbook.measures,
      refused: {
        title: "refused",
        missing: { test: "softnet", field: "squeezed" },
        present: { test: "softnet", role: "receiver", field: "squeezed", is: "above", value: 0 },
      },
    } as const;
    const { rounds } = play(rises({}), { of: { ...given, runbook: { ...runbook, measures } } });
    expect(rounds[1]?.requests.map(({ key }) => key)).toEqual([
      "2.softnet.receiver.before",
      "2.trace.receiver.during",
      "2.reproduction.sender.during",
      "2.softnet.receiver.after",
    ]);
  });
});
