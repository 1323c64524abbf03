import { expect, it } from "vitest";
import { derivations } from "#collectors";
import type { Source } from "#machines/contract/collector.ts";
import type { Value } from "#machines/contract/index.ts";
import { given, layoutWith, source } from "./path-given.ts";

/** Four large probes vanish on their way to the receiver; what the rules of the two ends counted meanwhile. */
const overheadWith = (...rules: readonly Source[]): Value | undefined => {
  const layouts = ["sender", "receiver"].map((role) => source(role, "layout", layoutWith("192.0.2.11", 1_500)));
  const sweep = source("sender", "dfSweep", {
    fields: { vanished: 4, largestPassing: 1_400, full: 1_500, belowFull: 100, failure: "lost", sent: 8 },
  });
  const large = source("sender", "largePackets", derivations.largePackets.derive(given("sender", [...layouts, sweep])));
  const path = source("sender", "path", derivations.path.derive(given("sender", [...layouts, sweep, large])));
  return derivations.overhead.derive(given("sender", [...layouts, sweep, large, path, ...rules])).fields["lostBetween"];
};

const rulesOf = (role: string, dropped: number, uncounted: Value = 0): readonly Source[] =>
  ([0, dropped] as const).map((dropPackets, index) => ({
    ...source(role, "firewall", { fields: { dropPackets, uncountedDropRules: uncounted } }),
    moment: index === 0 ? "before" : "after",
  }));

it("is between two hosts only when no rule of either end can have dropped what vanished", () => {
  expect(overheadWith(...rulesOf("sender", 0), ...rulesOf("receiver", 0))).toBe(true);
  expect(overheadWith(...rulesOf("sender", 3), ...rulesOf("receiver", 3))).toBe(true);
  expect(overheadWith(...rulesOf("sender", 0), ...rulesOf("receiver", 4))).toEqual({
    unknown: "rules on receiver dropped 4 packets meanwhile, and 4 vanished",
  });
  expect(overheadWith(...rulesOf("sender", 9), ...rulesOf("receiver", 0))).toEqual({ unknown: expect.stringContaining("rules on sender") });
});

it("stays open where rules do not count, or were not read", () => {
  expect(overheadWith(...rulesOf("sender", 0), ...rulesOf("receiver", 0, 1))).toEqual({
    unknown: "rules on receiver drop without counting what they drop",
  });
  expect(overheadWith(...rulesOf("sender", 0))).toEqual({ unknown: expect.stringContaining("was not read") });
  expect(overheadWith()).toEqual({ unknown: expect.stringContaining("was not read") });
});
