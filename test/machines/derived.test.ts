import { describe, expect, it } from "vitest";
import type { Facts, Test } from "#machines/contract/index.ts";
import { check } from "#machines/check.ts";
import { candidatesOf } from "#machines/choose.ts";
import { depthOf, givenFor } from "#machines/given.ts";
import { weighingOf } from "#machines/judge.ts";
import { planNext } from "#machines/plan/next.ts";
import { catalogue as known, given, runbook } from "./patient.ts";

const worked = { kind: "gauge", unit: "bytes", about: "The difference." } as const;
const catalogue = {
  ...known,
  gap: { ...known["settings"]!, id: "gap", costSeconds: 0, from: ["settings", "trace"], fields: { bytes: worked } },
  verdictOfGap: { ...known["settings"]!, id: "verdictOfGap", costSeconds: 0, from: ["gap"], fields: { bytes: worked } },
};

const { reproduction: _, ...plain } = runbook;
const test = (id: string, change: Partial<Test>): Test => ({
  ...{ id, collect: "settings", on: ["sender", "receiver"], phase: "layout", when: "once", why: "", predicts: {} },
  ...change,
});
const settings = test("settings", {});
const trace = test("trace", { collect: "trace" });
const gap = test("gap", {
  collect: "gap",
  on: ["receiver"],
  phase: "metrics",
  predicts: { ring: [{ field: "bytes", is: "above", value: 0, strength: "both" }] },
});
const facts = (tests: readonly Test[]): Facts => ({
  ...given,
  catalogue,
  runbook: { ...plain, measures: {}, tests },
  ...{ unreached: {}, rounds: [], answers: [], skipped: [] },
});
const asked = (about: Facts): readonly string[] => planNext(about).round?.requests.map(({ key }) => key) ?? [];

describe("a test that is worked out from others", () => {
  it("brings its sources into its round, on all their hosts and from any phase", () => {
    expect(asked(facts([settings, trace, gap])).toSorted()).toEqual([
      "1.gap.receiver.once",
      "1.settings.receiver.once",
      "1.settings.sender.once",
      "1.trace.receiver.once",
      "1.trace.sender.once",
    ]);
  });

  it("costs what its sources still cost, and their risk", () => {
    const [best] = candidatesOf(weighingOf(facts([settings, trace, gap])));
    expect(best).toMatchObject({ risk: "R1", costSeconds: 5.1 });
  });

  it("asks no source twice, and nothing of what was skipped", () => {
    const first = planNext(facts([settings, gap])).round!;
    const done: Facts = {
      ...facts([settings, gap]),
      rounds: [{ ...first, requests: first.requests.filter(({ test: id }) => id === "settings") }],
    };
    const answered: Facts = {
      ...done,
      answers: done.rounds[0]!.requests.map((request) => ({
        request,
        reading: { fields: { mtu: 1500 } },
        taken: { bootId: "b", uptimeSeconds: 1 },
      })),
    };
    expect(asked(answered)).toEqual(["2.gap.receiver.once"]);
    expect(asked({ ...facts([settings, trace, gap]), skipped: ["trace"] })).not.toContain("1.trace.receiver.once");
  });

  it("may rest on another one", () => {
    const last = test("last", { collect: "verdictOfGap", on: ["receiver"], phase: "metrics", predicts: gap.predicts });
    expect(asked(facts([settings, { ...gap, predicts: {} }, last])).toSorted()).toEqual([
      "1.gap.receiver.once",
      "1.last.receiver.once",
      "1.settings.receiver.once",
      "1.settings.sender.once",
    ]);
    expect([depthOf("settings", catalogue), depthOf("gap", catalogue), depthOf("verdictOfGap", catalogue)]).toEqual([0, 1, 2]);
  });

  it("is refused by the checker where nothing feeds it, or where it takes a window's readings out of their window", () => {
    const say = (tests: readonly Test[]): readonly string[] =>
      check({ ...plain, measures: {}, tests }, catalogue).findings.map((each) => each.say);
    expect(say([gap]).join("\n")).toMatch(/worked out from settings or trace, and no test collects one of them/u);
    expect(say([{ ...trace, when: "during" }, gap]).join("\n")).toMatch(/belongs to a window/u);
    expect(say([settings, { ...gap, when: "around" }]).join("\n")).toMatch(/is worked out from other readings/u);
  });

  it("is given the newest answer of each source on each host, failures included", () => {
    const request = { key: "1.gap.receiver.once", test: "gap", collector: "gap", host: "receiver", moment: "once", args: {} } as const;
    const source = { ...request, test: "settings", collector: "settings" };
    const { sources, host } = givenFor(
      {
        ...facts([settings, gap]),
        answers: [
          { request: { ...source, key: "1" }, reading: { fields: { mtu: 1400 } }, taken: { bootId: null, uptimeSeconds: null } },
          { request: { ...source, key: "2" }, reading: { fields: { mtu: 1500 } }, taken: { bootId: null, uptimeSeconds: null } },
          { request: { ...source, key: "3", host: "sender" }, failure: { kind: "cancelled" } },
          { request: { ...source, key: "4", collector: "ring" }, failure: { kind: "cancelled" } },
        ],
      },
      request,
    );
    expect(host.key).toBe("receiver");
    expect(sources.map((each) => [each.host.key, each.answer])).toEqual([
      ["receiver", { fields: { mtu: 1500 } }],
      ["sender", { kind: "cancelled" }],
    ]);
  });
});
