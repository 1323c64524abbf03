import { describe, expect, it } from "vitest";
import { examine, OWN } from "#cli/bench/run/examine.ts";
import type { Examined } from "#cli/bench/run/line.ts";
import { outcomeOf } from "#cli/bench/run/live.ts";
import { runbookById } from "#runbooks";
import { openField } from "#server/compose/field.ts";

const runbook = runbookById("small-packet-loss");

/** Nothing listens on port 1 of this machine. */
const unreached = (): Promise<Examined> => {
  if (runbook === undefined) throw new TypeError("no runbook");
  const hosts = ["sender", "receiver"].map((role) => ({ role, name: role, address: "127.0.0.1", port: 1, user: "nobody" }));
  const inputs = { target: "192.0.2.12", count: "1000", interval: "4", expectedLossPercent: "0.3" };
  const asked = { runbook, hosts, inputs, everything: true, signal: new AbortController().signal };
  return examine(() => openField({ ...OWN, identityFiles: [], knownHostsFiles: ["/dev/null"] }), asked);
};

describe("an investigation that fails", () => {
  it("is counted, without a verdict, when a host is not reached", async () => {
    expect(await unreached()).toEqual({ counted: true, report: null, why: expect.stringContaining("was not reached") });
  });

  it("is counted when Culprit crashes", async () => {
    if (runbook === undefined) throw new TypeError("no runbook");
    const asked = { runbook, hosts: [], inputs: {}, everything: false, signal: new AbortController().signal };
    const crash = (): never => {
      throw new Error("it broke");
    };
    expect(await examine(crash, asked)).toEqual({ counted: true, report: null, why: "it broke" });
  });

  it("is counted also where the fault did not go away; where it did not show, nothing is", () => {
    const failed: Examined = { counted: true, report: null, why: "it broke" };
    expect(outcomeOf(failed, "healing failed")).toEqual(failed);
    expect(outcomeOf(undefined, "symptom false")).toEqual({ counted: false, why: "symptom false" });
  });
});
