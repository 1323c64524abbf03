import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rankSymptoms } from "#machines/rank.ts";
import { stem } from "#machines/rank/stem.ts";

const runbooks = [
  {
    id: "small-packet-loss",
    title: "A small share of the packets is lost",
    symptoms: ["ping loses a few packets now and then", "0.1 % loss since Tuesday"],
  },
  {
    id: "large-packets-vanish",
    title: "Large packets vanish",
    symptoms: ["SSH hangs after login", "large transfers stall, ping works", "MTU problem in the tunnel"],
  },
  { id: "failover-flaps", title: "The virtual address flaps", symptoms: ["VRRP changes its master every few minutes"] },
] as const;

describe("ranking runbooks by what was typed", () => {
  it.each([
    ["packet loss", "small-packet-loss"],
    ["we are losing packets", "small-packet-loss"],
    ["ping drops 0.1 %", "small-packet-loss"],
    ["large packets", "large-packets-vanish"],
    ["ssh hanging", "large-packets-vanish"],
    ["mtu", "large-packets-vanish"],
    ["vrrp master flapping", "failover-flaps"],
  ])("finds %j in %s", (text, id) => {
    expect(rankSymptoms(text, runbooks)[0]?.runbook.id).toBe(id);
  });

  it("marks the words that matched, where they stand", () => {
    const [first] = rankSymptoms("losing packets", runbooks);
    const [best] = first?.matched ?? [];
    expect(best?.spans.map(({ from, to }) => best.phrase.slice(from, to))).toEqual(["packets", "lost"]);
  });

  it("matches the beginning of a word while it is typed", () => {
    expect(rankSymptoms("tunn", runbooks)[0]?.runbook.id).toBe("large-packets-vanish");
  });

  it.each(["", "   ", "the of and", "zebra", "%%%", "constructor __proto__"])("finds nothing for %j unless it is there", (text) => {
    expect(rankSymptoms(text, runbooks).every(({ matched }) => matched.length > 0)).toBe(true);
    if (text.trim() === "" || text === "zebra" || text === "the of and") expect(rankSymptoms(text, runbooks)).toEqual([]);
  });

  it.each([
    ["losses", "lost"],
    ["dropped", "drops"],
    ["hanging", "hangs"],
    ["retries", "retry"],
    ["timing", "time"],
    ["vanishes", "vanishing"],
  ])("takes %s and %s for the same word", (a, b) => {
    expect(stem(a)).toBe(stem(b));
  });

  it("never fails, and marks only what is inside the phrase, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const { matched, score } of rankSymptoms(text, runbooks)) {
          expect(score).toBeGreaterThan(0);
          for (const { phrase, spans } of matched)
            for (const { from, to } of spans) expect(from >= 0 && from < to && to <= phrase.length).toBe(true);
        }
      }),
    );
  });
});
