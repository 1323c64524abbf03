import { collectors } from "#collectors";
import { describe, expect, it } from "vitest";
import type { Accuracy, Row } from "#cli/bench/print/accuracy.ts";
import { readableAtOnce } from "#cli/bench/print/everything.ts";
import { markdownOf } from "#cli/bench/print/markdown.ts";
import type { PrintedEvidence, PrintedReport } from "#cli/bench/score/said.ts";
import type { Subject } from "#cli/bench/score/subject.ts";
import { whyWrong } from "#cli/bench/score/why.ts";

const cost = { commands: 31, probes: 1000, bytes: 133_000, ms: 6_400 };
const row = (fault: string, more: Partial<Row> = {}): Row => ({
  fault,
  repeat: 1,
  group: "one",
  hosts: 2,
  truth: "firewallDrop on receiver",
  kind: "cause",
  answers: { Culprit: { class: "exact", said: "established firewallDrop on receiver", cost } },
  ...more,
});
const wrongly = { class: "falseVerdict", said: "suspected qdiscDrop on `sender`\n| eth1", cost } as const;

type Table = Accuracy["tables"][number];

const accuracyWith = (rows: readonly Row[], notCounted: Table["notCounted"] = [], source: Table["source"] = "live"): Accuracy => ({
  seed: "1",
  machines: ["Linux 6.18, 2 cores"],
  commits: ["0123456789ab", null, "ba9876543210-dirty"],
  from: "2026-01-01",
  to: "2026-01-02",
  everything: 50,
  tables: [
    {
      runbook: "small-packet-loss",
      version: 1,
      source,
      planned: 5,
      notAsked: ["dns-timeout"],
      window: "count=1000",
      prior: { cause: "firewallDrop", host: "receiver", k: 1, n: 2 },
      rows,
      notCounted,
    },
  ],
});

describe("collecting everything", () => {
  const { softnet, sysctls, ping, pathCapture } = collectors;
  it("takes what is passive and needs to be told nothing; what counts is read twice", () => {
    expect(readableAtOnce([softnet!])).toBe(2);
    expect(readableAtOnce([softnet!, sysctls!, ping!, pathCapture!])).toBe(3);
  });
});

describe("the page", () => {
  const page = markdownOf(
    accuracyWith(
      [row("firewall-drop"), row("firewall-drop", { repeat: 2, why: "its counter stayed at 0", answers: { Culprit: wrongly } })],
      [{ fault: "queue-drop", repeat: 1, why: "injected, but: symptom false" }],
    ),
  );

  it("gives shares with n and interval, and medians", () => {
    expect(page).toContain("| one fault, in the runbook | 2 | 1/2 (9–91 %) |");
    expect(page).toContain("| Culprit | 1/2 (9–91 %) | 1/2 (9–91 %) | 1/2 (9–91 %) | 31 | 1000 | 133.0 | 6.4 |");
  });

  it("begins with all live runs: what is exact, what is false, and the readings as a share of collecting everything", () => {
    expect(page).toContain("in the runbook, exact: 1 of 2 (9.5 to 90.5 %); a false verdict: 1 of 2");
    expect(page).toContain("in the median: 31. They take 31 readings, which is 31 % of what it takes");
    expect(page).toContain("(50 readings a host:");
    expect(markdownOf(accuracyWith([row("firewall-drop")], [], "frozen"))).not.toContain("All runbooks on live hosts");
  });

  it("lists what was wrong, with what is true, what was said and why, whatever characters that has", () => {
    expect(page).toContain(
      "- **false verdict**: `firewall-drop` (repeat 2). True: `firewallDrop on receiver`. Said: `suspected qdiscDrop on 'sender' | eth1`. `its counter stayed at 0`",
    );
  });

  it("lists what was not counted, not made and never asked", () => {
    expect(page).toContain("- `queue-drop`: `injected, but: symptom false`");
    expect(page).toContain("2 runs, 1 without their repeats, 2 more were not made");
    expect(page).toContain("Never pointed at: `dns-timeout`.");
  });

  it("says on what it was made", () => {
    expect(page).toContain(
      "on Linux 6.18, 2 cores, at commits 0123456789ab..ba9876543210-dirty, some at commits that were not noted; seed of the random order: 1.",
    );
  });

  it("counts an investigation without a verdict as not right, and lists it", () => {
    const none = { class: "noVerdict", said: "nothing", cost: null } as const;
    const failed = row("queue-drop", { kind: "no verdict", why: "receiver was not reached", answers: { Culprit: none } });
    const told = markdownOf(accuracyWith([row("firewall-drop"), failed]));
    expect(told).toContain("- **no verdict**: `queue-drop`. True: `firewallDrop on receiver`. Said: `nothing`. `receiver was not reached`");
    expect(told).toContain("| Culprit | 1/2 (9–91 %) | 1/2 (9–91 %) | 0/2 (0–66 %) | 31 |");
  });

  it("lists apart where the symptom was denied", () => {
    const none = { class: "deniedSymptom", said: "symptomAbsent", cost } as const;
    const told = markdownOf(accuracyWith([row("dns-timeout", { group: "outOfCatalogue", answers: { Culprit: none } })]));
    expect(told).toContain("neither right nor wrong\n\n- **denied the symptom**: `dns-timeout`.");
    expect(told).toContain("Nothing was wrong or missed.");
  });

  it("calls recorded hosts a check of regressions, and gives them no intervals", () => {
    const told = markdownOf(accuracyWith([row("firewall-drop")], [], "frozen"));
    expect(told).toContain("This is a check of regressions");
    expect(told).toContain("| one fault, in the runbook | 1 | 1/1 | 0/1 |");
    expect(page).not.toContain("This is a check of regressions");
  });

  it("says so when nothing was wrong", () => {
    expect(markdownOf(accuracyWith([row("firewall-drop")]))).toContain("Nothing was wrong or missed.");
  });
});

describe("why", () => {
  const subject: Subject = {
    kind: "fault",
    causes: [{ id: "firewallDrop", host: "beta" }],
    hypotheses: ["firewallDrop", "qdiscDrop"],
    asked: { alpha: ["sender"], beta: ["receiver"] },
  };
  const evidence = (test: string, more: Partial<PrintedEvidence>): PrintedEvidence => ({
    test,
    host: "receiver",
    field: "dropPackets",
    is: "above",
    strength: "both",
    state: "failed",
    saw: 0,
    against: 0,
    ...more,
  });
  const report = (verdict: Partial<PrintedReport["verdict"]>, hypotheses: PrintedReport["hypotheses"]): PrintedReport => ({
    verdict: { kind: "undetermined", say: "Not determined.", causes: [], ...verdict },
    hypotheses,
    commands: 0,
    probesSent: 0,
    bytes: 0,
    durationMs: 0,
  });
  const right = { id: "firewallDrop", host: "receiver" };

  it("says what refuted the cause", () => {
    const said = report({}, [{ ...right, standing: "refuted", evidence: [evidence("firewall", {})] }]);
    expect(whyWrong(subject, said)).toBe("firewallDrop on receiver was refuted: firewall.dropPackets on receiver was 0 (asked: above 0)");
  });

  it("says what was unknown of it", () => {
    const open = [evidence("firewall", { state: "unknown", reason: "a rule that drops has no counter" })];
    expect(whyWrong(subject, report({}, [{ ...right, standing: "open", evidence: open }]))).toBe(
      "firewallDrop on receiver stayed open: firewall: a rule that drops has no counter",
    );
  });

  it("says what spoke for the wrong one", () => {
    const verdict = { kind: "cause", causes: [{ id: "qdiscDrop", certainty: "established", object: { host: "sender" } }] };
    const held = [evidence("qdisc", { host: "sender", field: "drops", state: "held", saw: 7 })];
    expect(whyWrong(subject, report(verdict, [{ id: "qdiscDrop", host: "sender", standing: "supported", evidence: held }]))).toBe(
      "no hypothesis firewallDrop for beta; what spoke for qdiscDrop: qdisc.drops on sender was 7 (asked: above 0)",
    );
  });

  it("names the rivals of what is only suspected", () => {
    const verdict = { kind: "cause", causes: [{ id: "firewallDrop", certainty: "suspected", object: { host: "receiver" } }] };
    const rival = {
      id: "qdiscDrop",
      host: "sender",
      standing: "open",
      evidence: [evidence("qdisc", { state: "unknown", reason: "no tc" })],
    };
    expect(whyWrong(subject, report(verdict, [{ ...right, standing: "supported", evidence: [] }, rival]))).toBe(
      "qdiscDrop on sender stayed open: qdisc: no tc",
    );
  });

  it("gives the verdict's own reason for what is only suspected and has no rival", () => {
    const causes = [{ id: "firewallDrop", certainty: "suspected", because: "Nothing counts it.", object: { host: "receiver" } }];
    expect(whyWrong(subject, report({ kind: "cause", causes }, [{ ...right, standing: "supported", evidence: [] }]))).toBe(
      "Nothing counts it.",
    );
  });

  it("gives the verdict's own words where the symptom was not seen", () => {
    expect(whyWrong(subject, report({ kind: "symptomAbsent", say: "It did not show." }, []))).toBe("It did not show.");
  });
});
