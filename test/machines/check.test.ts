import { describe, expect, it } from "vitest";
import { check } from "#machines/check.ts";
import { conclude } from "#machines/conclude.ts";
import type { Facts, Runbook, Test, Verdict } from "#machines/contract/index.ts";
import { catalogue, runbook } from "./patient.ts";

const HOLES_OF_NOTHING = {
  a: { input: "nobody" },
  b: { field: { test: "nothing", field: "none" } },
  c: { row: { test: "ring", table: "rings", column: "none" } },
} as const;

const changed = (change: Partial<Runbook>): Runbook => ({ ...runbook, ...change });
const { backlog, ring, firewall, outside } = runbook.hypotheses;
if (backlog === undefined || ring === undefined || firewall === undefined || outside === undefined)
  throw new TypeError("the runbook of these tests has changed");

const test = (id: string): Test => {
  const found = runbook.tests.find((each) => each.id === id);
  if (found === undefined) throw new TypeError(`no test ${id}`);
  return found;
};
const withTest = (id: string, change: Partial<Test>): Runbook =>
  changed({ tests: runbook.tests.map((each) => (each.id === id ? { ...each, ...change } : each)) });
const says = (of: Runbook): string =>
  check(of, catalogue)
    .findings.map(({ rule, say }) => `${rule}: ${say}`)
    .join("\n");

describe("checking a runbook", () => {
  it("finds nothing in a sound one, and says that it walked every run", () => {
    const { findings, how } = check(runbook, catalogue);
    expect(findings).toEqual([]);
    expect(how).toMatch(/every run \(\d+ states\)/);
  });

  it("finds a dead hypothesis: one that no test predicts anything about", () => {
    expect(says(changed({ hypotheses: { ...runbook.hypotheses, cosmicRays: { ...ring, at: ["receiver"] } } }))).toMatch(
      /reachable: No run ends in cosmicRays@receiver: no test predicts anything about it on the role receiver\. Add a prediction/,
    );
  });

  it("finds a role that a cause may be in, but where nothing is tested", () => {
    expect(says(changed({ hypotheses: { ...runbook.hypotheses, ring: { ...ring, at: ["receiver", "sender"] } } }))).toMatch(
      /No run ends in ring@sender: .* take the role out of "at"/,
    );
  });

  it("finds contradictory predictions", () => {
    const tests = withTest("ring", {
      predicts: {
        ring: [
          { field: "missed", is: "above", value: 5, strength: "both" },
          { field: "missed", is: "below", value: 3, strength: "necessary" },
        ],
      },
    });
    expect(says(tests)).toMatch(
      /contradiction: No run ends in ring: "missed > 5".* and "missed < 3".* contradict each other.*Correct one of them/,
    );
  });

  it("finds a hypothesis that nothing can support", () => {
    expect(says(withTest("ring", { predicts: { ring: [{ field: "missed", is: "above", value: 0, strength: "necessary" }] } }))).toMatch(
      /No run ends in ring: it has necessary predictions only.*Make one of them "both"/,
    );
  });

  it("finds an idle test", () => {
    const idle: Test = {
      ...test("ring"),
      id: "idle",
      predicts: { ring: [{ field: "size", is: "atLeast", value: 0, strength: "characteristic" }] },
    };
    const found = says(changed({ tests: [...runbook.tests, idle] }));
    expect(found).toMatch(/idle-test: The test idle changes no ending.*Remove it/);
    expect(found).not.toMatch(/The test softnet changes no ending/);
  });

  it("finds two causes that can never be told apart", () => {
    const { accounts: _, ...alone } = ring;
    const found = says({
      ...withTest("ring", { predicts: { ring: test("ring").predicts["ring"] ?? [], ringTwin: test("ring").predicts["ring"] ?? [] } }),
      hypotheses: { ...runbook.hypotheses, ring: alone, ringTwin: alone },
    });
    expect(found).toMatch(/distinguishable: ring and ringTwin can never be told apart: they predict the same in ring\. Add a test/);
  });

  it("finds a claim that can never fail, and one that can never hold", () => {
    const always = withTest("ring", {
      predicts: { ring: [...(test("ring").predicts["ring"] ?? []), { field: "missed", is: "atLeast", value: 0, strength: "necessary" }] },
    });
    expect(says(always)).toMatch(/claim-both-ways: "missed ≥ 0".*can never fail/);
    const never = withTest("ring", {
      predicts: {
        ring: [...(test("ring").predicts["ring"] ?? []), { field: "missed", is: "below", value: 0, strength: "characteristic" }],
      },
    });
    expect(says(never)).toMatch(/claim-both-ways: "missed < 0".*can never hold/);
  });

  const established: (facts: Facts) => Verdict = (facts) => {
    const verdict = conclude(facts);
    return { ...verdict, causes: verdict.causes.map((cause) => ({ ...cause, certainty: "established" })) };
  };
  const hasty: (facts: Facts) => Verdict = (facts) => {
    const verdict = conclude(facts);
    const open = verdict.standings.find(({ standing }) => standing === "open");
    if (verdict.kind !== "undetermined" || open === undefined) return verdict;
    return {
      ...verdict,
      kind: "cause",
      causes: [{ id: open.hypothesis, instance: open.instance, certainty: "suspected", because: "it is left", object: {} }],
    };
  };
  const blind: (facts: Facts) => Verdict = (facts) => ({ ...conclude(facts), kind: "noneOfThese", causes: [], contributing: [] });

  it.each([
    ["establishes a cause while a rival is open", established, /while .* is not refuted and nothing accounts/],
    ["names a cause that nothing supports", hasty, /it names \w+, which is open|no window showed the symptom/],
    ["says none of these while something is open", blind, /although a cause is not refuted/],
  ])("catches an engine that %s", (_, broken, message) => {
    const { findings } = check(runbook, catalogue, { conclude: broken });
    expect(
      findings
        .filter(({ rule }) => rule === "named-by-the-rules")
        .map(({ say }) => say)
        .join("\n"),
    ).toMatch(message);
  });

  it.each<[string, Runbook, RegExp]>([
    [
      "a collector that does not exist",
      withTest("ring", { collect: "rings" }),
      /collects rings, and there is no such collector.*Use one of: softnet/,
    ],
    [
      "a field that the collector does not read",
      withTest("ring", { predicts: { ring: [{ field: "lost", is: "above", value: 0, strength: "both" }] } }),
      /uses the field lost, which ring does not read.*missed/,
    ],
    ["a role that is not declared", withTest("ring", { on: ["gateway"] }), /names the role gateway.*sender, receiver/],
    ["a prediction for nobody", withTest("ring", { predicts: { rings: [] } }), /predicts for rings, which is not declared/],
    [
      "an order on a word",
      withTest("ring", { collect: "settings", predicts: { ring: [{ field: "mode", is: "above", value: 1, strength: "both" }] } }),
      /operator: .*Use "equal" or "not"/,
    ],
    [
      "a moment that is never read",
      withTest("ring", { predicts: { ring: [{ field: "missed", of: "once", is: "above", value: 0, strength: "both" }] } }),
      /at the moment "once", but that test is read around.*change, before, after/,
    ],
    [
      "a reference to a test that does not exist",
      withTest("ring", {
        predicts: { ring: [{ field: "missed", is: "above", value: { test: "rings", field: "missed" }, strength: "both" }] },
      }),
      /refers to the test rings/,
    ],
    ["an input that is not declared", withTest("ring", { args: { device: { input: "device" } } }), /uses the input device/],
    [
      "a table that is not read",
      changed({
        hypotheses: {
          ...runbook.hypotheses,
          backlog: { ...backlog, object: { test: "softnet", table: "queues", by: "dropped", say: "" } },
        },
      }),
      /in the table queues of softnet, which is not read.*cpus\.dropped/,
    ],
    [
      "a measure that is not declared",
      changed({
        hypotheses: {
          ...runbook.hypotheses,
          ring: { ...ring, accounts: { measure: "gone", by: { test: "ring", field: "missed" }, tolerancePercent: 1 } },
        },
      }),
      /accounts for the measure gone/,
    ],
    [
      "a source on a branch",
      changed({
        hypotheses: { ...runbook.hypotheses, ring: { ...ring, source: "https://github.com/torvalds/linux/blob/master/net/core/dev.c" } },
      }),
      /source: ring: its source is not pinned.*never a branch/,
    ],
    [
      "a hypothesis without look-alikes",
      changed({ hypotheses: { ...runbook.hypotheses, ring: { ...ring, lookAlikes: [] } } }),
      /look-alikes: ring/,
    ],
    [
      "advice without a way back",
      changed({ hypotheses: { ...runbook.hypotheses, ring: { ...ring, advice: { ...ring.advice, undo: "" } } } }),
      /advice: ring: its advice leaves undo empty/,
    ],
    [
      "a hole that its advice does not have",
      changed({
        hypotheses: { ...runbook.hypotheses, ring: { ...ring, holes: { "its pid": { input: Object.keys(runbook.inputs)[0] ?? "" } } } },
      }),
      /the hole <its pid>, does not stand in its advice/,
    ],
    [
      "a hole that is filled by what is not read",
      changed({
        hypotheses: {
          ...runbook.hypotheses,
          ring: { ...ring, advice: { ...ring.advice, undo: "<a> <b> <c>" }, holes: HOLES_OF_NOTHING },
        },
      }),
      /the hole <a>, is the input nobody[^]*the hole <b>, refers to the test nothing[^]*the hole <c>, is the column none of the table rings/,
    ],
    [
      "an alert without a reason",
      changed({ hypotheses: { ...runbook.hypotheses, ring: { ...ring, alert: { none: "" } } } }),
      /alert: ring/,
    ],
    [
      "a reproduction without proof",
      changed(runbook.reproduction === undefined ? {} : { reproduction: { ...runbook.reproduction, proof: [] } }),
      /proof: The reproduction has no proof/,
    ],
  ])("finds %s, and says what to do", (_, of, message) => {
    expect(says(of)).toMatch(message);
  });

  it("finds what does not survive JSON", () => {
    const withFunction = JSON.parse(JSON.stringify(runbook));
    withFunction.tests[0].why = () => "because";
    expect(says(withFunction)).toMatch(/data: runbook\.tests\[0\]\.why does not survive JSON/);
  });

  it("finds a cause that is only ever named together with another", () => {
    const also: Test = {
      ...test("ring"),
      predicts: { ring: test("ring").predicts["ring"] ?? [], budget: [{ field: "missed", is: "above", value: 0, strength: "necessary" }] },
    };
    const budget: Test = {
      ...test("softnet"),
      id: "budget",
      predicts: { budget: [{ field: "squeezed", is: "above", value: 0, strength: "both" }] },
    };
    const { accounts: _, ...alone } = ring;
    const of = changed({
      hypotheses: { ...runbook.hypotheses, budget: alone },
      tests: [...runbook.tests.filter(({ id }) => id !== "ring"), also, budget],
    });
    expect(says(of)).toMatch(/No run ends in budget: .*say that one contributesTo the other/);
    expect(says({ ...of, hypotheses: { ...of.hypotheses, budget: { ...alone, contributesTo: ["ring"] } } })).toBe("");
  });
});
