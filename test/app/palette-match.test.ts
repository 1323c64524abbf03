import { describe, expect, it } from "vitest";
import { runbooks } from "#runbooks";
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

  it("finds a runbook before old investigations wherever the words fit both, however far behind or within a word they stand", () => {
    for (const { id, title, symptoms } of runbooks) {
      const line = `runbook ${title} ${id} ${symptoms.join(" ")}`;
      for (const symptom of symptoms) {
        // As somebody names an investigation who had the same symptom, with nothing before it.
        const run = `investigation INV-2 ${symptom}`;
        for (const typed of [symptom, symptom.slice(0, 5), symptom.split(" ").slice(-2).join(" "), symptom.slice(-4).trim()])
          expect([typed, matches(line, typed) > matches(run, typed)]).toEqual([typed, true]);
      }
    }
  });

  it("finds an investigation by what only it has, the better fit first", () => {
    const [one, other] = ["investigation INV-224 Loss to tenant routers net-2", "investigation INV-31 Slow copies to net-2 since the loss"];
    expect(matches(one, "inv-224")).toBeGreaterThan(0);
    expect(matches(one, "loss")).toBeGreaterThan(matches(other, "loss"));
    expect(matches("host net-2 192.0.2.2", "net-2")).toBeGreaterThan(matches(one, "net-2"));
  });
});
