import { describe, expect, it } from "vitest";
import type { BriefHost, Failure, Given, Moment, Reading, Source } from "#machines/contract/index.ts";
import { changeOf, readingOf } from "#collectors/source-readings.ts";

const host = (key: string, role = "gateway"): BriefHost => ({ key, role, name: `${key}-1`, address: "192.0.2.1" });
const [A, B] = [host("a"), host("b")];
const source = (on: BriefHost, moment: Moment, answer: Reading | Failure): Source => ({
  ...{ collector: "conntrack", test: "conntrack", host: on, moment, args: {}, answer },
});
const given = (...sources: readonly Source[]): Given => ({ host: A, hosts: [A, B], inputs: {}, args: {}, sources });
const drops = (drop: number): Reading => ({ fields: { drop } });
const denied: Failure = { kind: "denied", stderr: "" };

describe("what a derivation reads of its sources", () => {
  it("is the latest reading of the first host that gave one", () => {
    const sources = given(source(A, "before", denied), source(B, "before", drops(1)), source(B, "after", drops(2)));
    expect(readingOf(sources, "conntrack")).toEqual(drops(2));
    expect(readingOf(sources, "conntrack", { moment: "before" })).toEqual(drops(1));
    expect(readingOf(sources, "conntrack", { host: "a" })).toEqual({ unknown: "conntrack on a-1: permission denied" });
  });

  it("says whose reading is missing, and of whom nobody spoke", () => {
    expect(readingOf(given(), "conntrack", { host: "b" })).toEqual({ unknown: "conntrack was not read on b-1" });
    expect(readingOf(given(), "conntrack", { role: "gateway" })).toEqual({ unknown: "conntrack was not read on gateway" });
    expect(readingOf(given(), "conntrack", { role: "server" })).toEqual({ unknown: "no host was named as server" });
  });

  it("has the change of a counter over the 32 bits that it is wide, and none over a reset", () => {
    const over = (from: number, to: number) =>
      changeOf(given(source(A, "before", drops(from)), source(A, "after", drops(to))), "conntrack", { host: "a", field: "drop" });
    expect(over(2 ** 32 - 3, 4)).toBe(7);
    expect(over(5, 4)).toEqual({ unknown: "counter drop was reset: it fell within the window" });
  });
});
