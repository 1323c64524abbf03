import { describe, expect, it } from "vitest";
import { matches } from "#app/_ui/palette/match.ts";

describe("the palette", () => {
  const runbook = "runbook Large packets vanish large-packets-vanish ssh hangs after the banner";

  it("finds nothing where a word does not occur, however many of its letters do", () => {
    expect(matches(runbook, "xylophone")).toBe(0);
    expect(matches(runbook, "large ring")).toBe(0);
  });

  it("finds words in any order, and names before what stands behind them", () => {
    expect(matches(runbook, "vanish large")).toBeGreaterThan(0);
    expect(matches(runbook, "large")).toBeGreaterThan(matches(runbook, "banner"));
    expect(matches(runbook, "pack")).toBeGreaterThan(matches(runbook, "ack"));
    expect(matches("host cmp-7 [2001:db8::12]:2222", "[2001:")).toBeGreaterThan(0);
    expect(matches(runbook, "")).toBe(1);
    const [loss, run] = ["runbook A small share of the packets is lost small-packet-loss", "investigation INV-224 Loss to tenant routers"];
    expect(matches(loss, "loss")).toBeGreaterThan(matches(run, "loss"));
    expect([matches(loss, "loss tenant"), matches(run, "loss tenant") > 0]).toEqual([0, true]);
  });
});
