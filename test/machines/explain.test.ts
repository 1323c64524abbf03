import { describe, expect, it } from "vitest";
import { catalogue } from "#collectors";
import { runbooks } from "#runbooks";
import type { Choice, Claim, Evidence, Failure, Hypothesis } from "#machines/contract/index.ts";
import {
  explainChoice,
  explainClaim,
  explainEvidence,
  explainFailure,
  formatNumber,
  formatPercent,
  formatValue,
  sayClaim,
  verdictMarkdown,
} from "#machines/explain/index.ts";
import { outcomesOf } from "#machines/explain/outcomes.ts";
import { sayVerdict, type SentenceParts } from "#machines/explain/sentence.ts";

const claim: Claim = { field: "dropped", of: "change", is: "above", value: 0, strength: "both" };
const evidence: Evidence = {
  instance: "backlog@db",
  hypothesis: "backlog",
  test: "softnet",
  host: "db",
  round: 1,
  claim,
  state: "held",
  saw: 196_930,
  against: 0,
  observations: ["1.softnet.db.before", "1.softnet.db.after"],
};

describe("the claim of a cause", () => {
  const filled = (claimed: string, say: string, object?: string) =>
    sayClaim({ claim: claimed, object: { say } } as unknown as Hypothesis, { host: "db", object });

  it("names the guilty row, or the kind of it while that is not known", () => {
    expect(filled("{object} on {host} overflows.", "CPU {key}", "3")).toBe("CPU 3 on db overflows.");
    expect(filled("{object} on {host} overflows.", "CPU {key}")).toBe("Some CPU on db overflows.");
  });

  it("says what kind of row it would be, and begins with a capital, where no host and no row is known", () => {
    const claimed = "{object} of {host} has no link.";
    const hypothesis = { claim: claimed, object: { say: "{key}", some: "a leg" } } as unknown as Hypothesis;
    expect(sayClaim(hypothesis, { host: undefined, object: undefined })).toBe("A leg of a host has no link.");
    expect(sayClaim(hypothesis, { host: "db", object: "eth1 of bond0" })).toBe("eth1 of bond0 of db has no link.");
  });

  it("leaves out what only names the row where there is none", () => {
    expect(filled("{host} drops fragments: {object}. They are lost.", "{key}", "rule 3")).toBe(
      "db drops fragments: rule 3. They are lost.",
    );
    expect(filled("{host} drops fragments: {object}. They are lost.", "{key}")).toBe("db drops fragments. They are lost.");
    expect(filled("A server on {host} offers {object}, larger than its own.", "{key}")).toContain("offers something, larger");
    expect(filled("A rule on {host} ({object}) drops them.", "{key}")).toBe("A rule on db drops them.");
  });
});

describe("a first look that finds much", () => {
  const part = (hypothesis: string, say: string) => ({ hypothesis, claim: say });
  const said = (...named: readonly object[]) =>
    sayVerdict({ kind: "several", runbook: { hypotheses: { loss: { leadsTo: "x" } } }, named } as unknown as SentenceParts);

  it("says how much, and tells two kinds in full", () => {
    const [loss, size, rate] = [part("loss", "A."), part("size", "B."), part("rate", "C.")];
    expect(said(loss, size)).toBe("Several kinds of trouble show: A; B.");
    expect(said(loss, size, rate, loss)).toBe("3 kinds of trouble show, each with a runbook that it leads to.");
    expect(said(loss, loss, loss)).toMatch(/^One kind of trouble shows on several hosts/);
  });
});

describe("numbers", () => {
  it.each([
    [4000, "4,000"],
    [196_930, "196,930"],
    [0.075, "0.075"],
    [0, "0"],
    [1.23456, "1.23"],
    [-3, "-3"],
    [0.00001234, "0.0000123"],
    [1e15, "1,000,000,000,000,000"],
  ])("%d is %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
  it("stand apart from their unit", () => expect(formatPercent(0.075)).toBe("0.075 %"));
  it.each([
    [true, "yes"],
    ["UP", "UP"],
    ["", "nothing"],
    [{ unknown: "denied" }, "unknown (denied)"],
  ])("%j is said as %s", (value, text) => expect(formatValue(value)).toBe(text));
});

describe("claims", () => {
  it.each<[Claim, string]>([
    [claim, "dropped rises by more than 0"],
    [{ ...claim, is: "atMost", value: 3 }, "dropped rises by at most 3"],
    [
      { ...claim, of: "after", is: "atLeast", value: { field: "max", times: 0.95 } },
      "dropped is at least 0.95 times max after the reproduction",
    ],
    [{ ...claim, of: "once", is: "equal", value: true }, "dropped is equal to yes"],
    [
      { ...claim, is: "below", value: { test: "ring", role: "sender", field: "missed", plus: 2 } },
      "dropped rises by less than the rise of missed of ring on the sender plus 2",
    ],
  ])("%#: are sentences", (each, text) => expect(explainClaim(each)).toBe(text));
});

describe("evidence", () => {
  it("says what was predicted, what was seen and how it fared", () => {
    expect(explainEvidence(evidence)).toBe("predicted dropped change > 0, saw +196,930: held");
  });
  it("knows a change by the two readings it rests on", () => {
    const { of: _, ...bare } = claim;
    expect(explainEvidence({ ...evidence, claim: bare })).toBe("predicted dropped change > 0, saw +196,930: held");
  });
  it("says why it is unknown, and that this rules nothing out", () => {
    expect(explainEvidence({ ...evidence, state: "unknown", saw: { unknown: "denied" }, reason: "permission denied" })).toBe(
      "predicted dropped change > 0, but permission denied: unknown, rules nothing out",
    );
    expect(explainEvidence({ ...evidence, state: "unknown", saw: 0, reason: "2 drop rules have no counter" })).toBe(
      "predicted dropped change > 0, saw 0, but 2 drop rules have no counter: unknown, rules nothing out",
    );
  });
});

describe("a choice", () => {
  const choice: Choice = {
    test: "softnet",
    risk: "R0",
    costSeconds: 0.1,
    pairsSplit: 6,
    pairsOpen: 15,
    riders: ["ring"],
    instead: { test: "trace", pairsSplit: 4, costSeconds: 5 },
  };
  it("says what it tells apart, at what cost, and what would have come instead", () => {
    expect(explainChoice(choice, { softnet: "Softnet statistics" })).toBe(
      "Softnet statistics is chosen: it can tell apart 6 of 15 pairs of rivals (0.1 seconds, R0). Ring shares the same window. Trace would tell apart 4 pairs in 5 seconds.",
    );
  });
  it("says that the symptom is measured first", () => {
    expect(explainChoice({ ...choice, test: "reproduction", risk: "R2", costSeconds: 30 })).toMatch(
      /^The symptom is measured before anything is believed/,
    );
  });
});

describe("failures", () => {
  const all: readonly Failure[] = [
    { kind: "unreachable", detail: "no route to host" },
    { kind: "nameNotFound", name: "db-2" },
    { kind: "authenticationFailed", user: "root", tried: ["publickey"], detail: "" },
    { kind: "hostKeyUnknown", algorithm: "ed25519", fingerprint: "SHA256:x", key: "" },
    { kind: "hostKeyChanged", algorithm: "ed25519", pinned: "a", offered: "b", where: "known_hosts" },
    { kind: "hostKeyRefused", fingerprint: "SHA256:x" },
    { kind: "connectionLost", detail: "reset", afterMs: 1 },
    { kind: "channelRefused", detail: "open failed" },
    { kind: "timedOut", afterMs: 5000 },
    { kind: "cancelled" },
    { kind: "denied", stderr: "Operation not permitted\n" },
    { kind: "toolMissing", tool: "ethtool" },
    { kind: "wouldLoadModule", module: "nf_conntrack" },
    { kind: "absent", what: "/proc/net/softnet_stat" },
    { kind: "exited", code: 2, signal: null, stderr: "" },
    { kind: "truncated", keptBytes: 1, limitBytes: 65_536 },
    { kind: "unparsable", why: "no header" },
    { kind: "badFrame", why: "trailer" },
    { kind: "badArgument", slot: "interface", why: "is not a name" },
    { kind: "skipped", by: "Ada" },
    { kind: "notGranted", who: "Ada", right: "investigate", groups: ["", "prod"] },
    { kind: "notGranted", who: "Ada", right: "probe", groups: [""] },
    { kind: "internal", detail: "bug" },
  ];

  it.each(all.map((failure) => [failure.kind, failure] as const))("%s says what failed, what it means and what to do", (_, failure) => {
    const { what, means, todo } = explainFailure(failure, { host: "db-2", what: "softnet statistics" });
    expect(`${what} ${todo}`).toContain("db-2");
    expect(what).not.toMatch(/[.!]$/);
    expect(means).toMatch(/rules nothing out\.$/);
    expect(todo).toMatch(/^[A-Z].*\.$/);
    expect(`${what} ${means} ${todo}`).not.toMatch(/undefined|null|!/);
  });

  it("begins a sentence with a capital, and leaves names of hosts and tools as they are", () => {
    const begins = (failure: Failure, host = "db-2"): string => explainFailure(failure, { host, what: "softnet statistics" }).begins;
    expect(begins({ kind: "toolMissing", tool: "ip" })).toBe("ip is not installed on db-2");
    expect(begins({ kind: "channelRefused", detail: "no" })).toMatch(/^db-2 opened/);
    expect(begins({ kind: "channelRefused", detail: "no" }, "the host")).toMatch(/^The host opened/);
    expect(begins({ kind: "cancelled" })).toBe("Softnet statistics on db-2 was cancelled");
  });

  it("keeps what a host printed in one short line", () => {
    const { what } = explainFailure({ kind: "denied", stderr: `\n${"x".repeat(5000)}\nsecond` }, { host: "db-2", what: "y" });
    expect(what.length).toBeLessThan(250);
    expect(what).not.toContain("\n");
  });
});

describe("what each outcome of a test would mean", () => {
  it.each(runbooks)("is said of every prediction of $id as its strength says", (runbook) => {
    for (const { id, predicts } of runbook.tests) {
      const outcomes = outcomesOf(runbook, catalogue, id);
      for (const [hypothesis, claims] of Object.entries(predicts)) {
        const [named, can] = [
          (list: readonly string[]) => list.some((one) => one === hypothesis || one.startsWith(`${hypothesis} (where `)),
          (strength: Claim["strength"]) => claims.some((one) => one.strength === strength || one.strength === "both"),
        ];
        expect(outcomes.some(({ supports }) => named(supports))).toBe(can("characteristic"));
        expect(outcomes.some(({ refutes }) => named(refutes))).toBe(can("necessary"));
      }
    }
  });
});

describe("Markdown", () => {
  it("of a log that never began says so", () => expect(verdictMarkdown([], {})).toContain("does not begin"));
});
