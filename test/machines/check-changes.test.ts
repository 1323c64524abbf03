import { describe, expect, it } from "vitest";
import { interventions } from "#interventions";
import { check } from "#machines/check.ts";
import { changeFindings } from "#machines/explore/changes.ts";
import { subjectOf } from "#machines/explore/subject.ts";
import type { Hypothesis, Intervention, Runbook } from "#machines/contract/index.ts";
import { catalogue, runbook } from "./patient.ts";

const sound: Intervention = {
  change: "backlogLength",
  target: { times: 3, most: 10_000 },
  measure: "lost",
  mechanism: { test: "softnet", field: "dropped", of: "change" },
};

/** What the checker says about the changes of the patient's runbook, with this one for its backlog. */
function says(intervention: object, { cause = {}, whole = {} }: { cause?: Partial<Hypothesis>; whole?: Partial<Runbook> } = {}): string {
  const backlog = { ...runbook.hypotheses["backlog"]!, ...cause, intervention: { ...sound, ...intervention } as Intervention };
  const of: Runbook = { ...runbook, ...whole, hypotheses: { ...runbook.hypotheses, backlog } };
  return changeFindings(subjectOf(of, catalogue), interventions)
    .map(({ say }) => say)
    .join("\n");
}

describe("checking the changes of a runbook", () => {
  it("finds nothing in a sound one", () => {
    expect(says({})).toBe("");
    expect(says({ or: [{ test: "ring", field: "missed", of: "change" }], counted: true })).toBe("");
  });

  it.each([
    [{ change: "reboot" }, /is reboot, and there is no such change\. Use one of: .*linkMtu/],
    [{ change: "linkMtu" }, /leaves the slot interface of linkMtu empty/],
    [{ args: { interface: { literal: "eth0" } } }, /fills the slot interface, which backlogLength does not have/],
    [{ change: "linkMtu", args: { interface: { input: "nowhere" } } }, /uses the input nowhere, which is not declared/],
    [{ change: "conntrackChecksum" }, /sets conntrackChecksum to a number, and it is a word/],
    [{ change: "conntrackChecksum", target: { to: "2" } }, /cannot set conntrackChecksum so: 2 is none of 0, 1/],
    [{ target: { times: 1, most: 10 } }, /multiplies by 1 up to 10/],
    [{ target: { times: 2, most: 9_000_000 } }, /and a limit that backlogLength can have/],
    [{ target: { field: { test: "ring", field: "nothing" } } }, /uses the field nothing, which .* does not read/],
    [{ measure: "smell" }, /is for the measure smell, which is not declared/],
    [{ mechanism: { test: "softnet", field: "smell", of: "change" } }, /uses the field smell/],
    [{ mechanism: { test: "softnet", field: "dropped", of: "after" } }, /counts dropped since the start of the host/],
    [{ mechanism: { field: "dropped" } }, /counts dropped without saying of which test/],
    [
      { mechanism: { test: "softnet", role: "sender", field: "dropped", of: "change" } },
      /in the role sender, where that test does not run/,
    ],
    [{ settleSeconds: 31 }, /waits longer than 30 seconds/],
    [
      { mechanism: { test: "softnet", table: "cpus", by: "squeezed", of: "change" } },
      /counts squeezed of cpus in softnet of the guilty row of .*, which is dropped of cpus in softnet\. Name the same/,
    ],
    [{ on: { sender: "receiver" } }, /is for causes in the role sender, where it cannot be/],
    [{ on: { receiver: "nobody" } }, /names the role nobody, which is not declared/],
    [{ movesTo: [{ count: { test: "ring", field: "missed", of: "change" }, role: "receiver", say: " " }] }, /without saying so/],
  ] as const)("finds %j", (intervention, say) => {
    expect(says(intervention)).toMatch(say);
  });

  it("finds one that could interrupt traffic where the advice says that nothing is at risk", () => {
    const ring = { change: "receiveRing", args: { interface: { literal: "eth0" } } };
    const advice = runbook.hypotheses["backlog"]!.advice;
    expect(says(ring, { cause: { advice: { ...advice, risk: "none" } } })).toMatch(/may interrupt traffic \(R4\)/);
    expect(says(ring, { cause: { advice: { ...advice, risk: "outage" } } })).toBe("");
  });

  it("is part of the check of a runbook", () => {
    const backlog = { ...runbook.hypotheses["backlog"]!, intervention: { ...sound, change: "reboot" } };
    const { findings } = check({ ...runbook, hypotheses: { ...runbook.hypotheses, backlog } }, catalogue, { changes: interventions });
    expect(findings.map(({ say }) => say).join()).toMatch(/is reboot, and there is no such change/);
  });

  it("finds one without a host to change", () => {
    expect(says({}, { cause: { at: [] } })).toMatch(/has no host: the hypothesis is about the whole incident/);
  });

  it("finds an argument for the number of probes that the reproduction does not have", () => {
    expect(says({}, { whole: { reproduction: { ...runbook.reproduction!, countArg: "tries" } } })).toMatch(
      /countArg is tries, which is none of its args/,
    );
  });
});
