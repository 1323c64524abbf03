import { describe, expect, test } from "vitest";
import { catalogue } from "#collectors";
import { runbookById, runbooks } from "#runbooks";
import type { Brief, Failure, Reading, Runbook, Verdict } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { advance, begin } from "#machines/step.ts";
import { cellOf } from "#machines/sweep/cell.ts";
import { signatureOf, type Signature } from "#machines/sweep/signature.ts";

const all = runbooks.flatMap((runbook) => Object.keys(runbook.hypotheses).map((cause) => ({ runbook, cause })));
const swept = all.flatMap(({ runbook, cause }) => {
  const signature = signatureOf(runbook, cause, catalogue);
  return "cannot" in signature ? [] : [{ name: `${runbook.id} ${cause}`, signature }];
});

function signed(runbook: string, cause: string): Signature {
  const found = runbookById(runbook);
  const signature = found === undefined ? { cannot: "no runbook" } : signatureOf(found, cause, catalogue);
  if ("cannot" in signature) throw new Error(signature.cannot);
  return signature;
}

const host = { name: "web-1", address: "192.0.2.10" };

/** How one host ends whose commands answer so; what is not named answers nothing. */
function ended(
  runbook: Runbook,
  answers: Readonly<Record<string, Reading | Failure>>,
): { readonly verdict: Verdict; readonly log: InvestigationEvent[] } {
  const [role = ""] = Object.keys(runbook.roles);
  const brief: Brief = { hosts: [{ key: role, role, ...host }], inputs: {} };
  const given = { runbook, brief, catalogue };
  let step = advance(given, begin(given).snapshot, { type: "ready", unreached: {} });
  while (step.verdict === null) {
    const { round } = step;
    if (round === null) throw new Error("nothing is asked and nothing concluded");
    for (const { key, collector } of round.requests) {
      const answer = answers[collector] ?? { kind: "timedOut", afterMs: 1 };
      const next =
        "kind" in answer
          ? { type: "unavailable" as const, failure: answer }
          : { type: "observed" as const, reading: answer, taken: { bootId: "b", uptimeSeconds: 1 } };
      step = { ...advance(given, step.snapshot, { ...next, request: key }), round: null };
    }
    if (step.verdict === null) step = { ...step, round: nextRound(step.snapshot) };
  }
  const entry = { seq: 1, at: "2026-01-01T00:00:00.000Z", actor: { kind: "person", id: "p", name: "P", via: "page" } } as const;
  const started = { ...entry, type: "started", title: "", runbook, brief, practice: false } as const;
  return { verdict: step.verdict, log: [started, { ...entry, seq: 2, type: "concluded", verdict: step.verdict }] };
}

const nextRound = (snapshot: unknown) =>
  (snapshot as { context: { rounds: NonNullable<ReturnType<typeof advance>["round"]>[] } }).context.rounds.at(-1) ?? null;

describe("a signature", () => {
  test("is told for each cause that a host at rest can show, and a reason for each other one", () => {
    for (const { runbook, cause } of all) {
      const signature = signatureOf(runbook, cause, catalogue);
      if ("cannot" in signature) expect(signature.cannot, cause).toMatch(/\.$/);
      else
        expect(signature.looked.length + signature.left.length, cause).toBe(
          runbook.tests.flatMap(({ predicts }) => predicts[cause] ?? []).length,
        );
    }
    expect(swept.length).toBeGreaterThan(20);
  });

  test.each(swept)("$name sends nothing, asks no other host and survives JSON", ({ signature: { runbook, role, cost } }) => {
    const collectors = [
      ...runbook.tests.map(({ collect }) => collect),
      ...(runbook.reproduction === undefined ? [] : [runbook.reproduction.collect]),
    ];
    for (const id of collectors) {
      expect(catalogue[id]?.probe).toBe(false);
      expect(["R0", "R1"]).toContain(catalogue[id]?.risk);
    }
    expect(Object.keys(runbook.roles)).toEqual([role]);
    expect(JSON.stringify(runbook)).not.toContain("addressOf");
    expect(JSON.parse(JSON.stringify(runbook))).toEqual(runbook);
    expect(Object.values(runbook.hypotheses)[0]).not.toHaveProperty("intervention");
    expect(cost.readings).toBeGreaterThan(0);
  });

  test.each(swept)("$name names nothing where nothing could be read", ({ signature }) => {
    const { verdict, log } = ended(signature.runbook, {});
    expect(verdict.causes).toEqual([]);
    expect(cellOf(log)).toMatchObject({ state: "cannotTell", reason: expect.stringContaining("") });
  });

  test("keeps the window of a runbook that only listens, and drops that of one that sends", () => {
    expect(signed("bond-or-lacp-churn", "miimonOff").runbook.reproduction?.collect).toBe("lacpdus");
    expect(signed("small-packet-loss", "conntrackFull").runbook.reproduction).toBeUndefined();
  });

  test("says what it leaves out: what counts only with the symptom, and what compares hosts", () => {
    expect(signed("small-packet-loss", "conntrackFull").left.map(({ why }) => why)).toEqual(
      Array(2).fill("it counts only while the symptom shows"),
    );
    expect(signatureOf(runbookById("small-packet-loss") as Runbook, "lossOutside", catalogue)).toEqual({
      cannot: expect.stringContaining("no host shows it alone"),
    });
    expect(signatureOf(runbookById("virtual-ip-flaps") as Runbook, "splitBrain", catalogue)).toEqual({
      cannot: expect.stringContaining("compares hosts"),
    });
  });
});

describe("a host of a sweep", () => {
  const { runbook } = signed("small-packet-loss", "conntrackFull");
  const table = (tracking: boolean, usedPercent: number | { unknown: string }): Readonly<Record<string, Reading>> => ({
    conntrackTable: { fields: { tracking, usedPercent } },
  });

  test("shows it, and is never more than suspected: no rival was looked at", () => {
    const { verdict, log } = ended(runbook, table(true, 97));
    expect(verdict).toMatchObject({
      kind: "cause",
      causes: [{ certainty: "suspected", because: expect.stringContaining("No rival was looked at") }],
    });
    expect(cellOf(log)).toMatchObject({ state: "matches", reason: null, lines: [{ state: "held" }, { state: "held" }] });
  });

  test("refutes it only by what it needs; what is not seen refutes nothing", () => {
    expect(cellOf(ended(runbook, table(false, 0)).log).state).toBe("refuted");
    expect(cellOf(ended(runbook, table(true, 3)).log)).toMatchObject({ state: "notSeen", say: expect.stringContaining("refutes nothing") });
  });

  test("cannot tell what it could not read, with the reason and without its own name", () => {
    const denied = ended(runbook, { conntrackTable: { kind: "denied", stderr: "no" } });
    expect(cellOf(denied.log)).toMatchObject({ state: "cannotTell", reason: expect.stringMatching(/permission denied .* on the host/) });
    expect(cellOf(ended(runbook, table(true, { unknown: "its limit is unknown" })).log)).toMatchObject({
      state: "cannotTell",
      reason: "its limit is unknown",
    });
  });
});
