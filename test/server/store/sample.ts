import { createHash, randomUUID } from "node:crypto";
import type { Evidence, Runbook, Verdict } from "#machines/contract/index.ts";
import type { Actor, CommandFacts, EventBody } from "#machines/journal/event.ts";
import type { NewObservation } from "#server/journal.ts";

export const person: Actor = { kind: "person", id: "p1", name: "Ada", via: "page" };
export const worker: Actor = { kind: "culprit", id: "culprit", name: "Culprit", via: "worker" };

/** Keys in an order that sorting would change. */
export const runbook: Runbook = {
  id: "receive-drops",
  version: 3,
  title: "Packets vanish after the wire",
  symptoms: ["inbound loss"],
  roles: {},
  inputs: {},
  measures: {},
  hypotheses: { zebra: hypothesis("z"), ant: hypothesis("a") },
  tests: [],
};

function hypothesis(claim: string): Runbook["hypotheses"][string] {
  return {
    claim,
    source: "https://docs.kernel.org/",
    at: [],
    lookAlikes: [],
    alert: { none: "no counter" },
    advice: { now: "n", permanent: "p", risk: "none", undo: "u" },
  };
}

export const note = (text: string): { body: EventBody; actor: Actor } => ({
  body: { type: "noted", text },
  actor: person,
});

export const created = (id: string, more: { title?: string; hostNames?: readonly string[]; practice?: boolean } = {}) => ({
  id,
  title: more.title ?? "Loss at noon",
  runbook,
  hostNames: more.hostNames ?? ["web-1"],
  practice: more.practice ?? false,
  actor: person,
});

export const observation = (request: string, stdout: Buffer, attempt = 1): NewObservation => ({
  id: randomUUID(),
  request,
  attempt,
  host: "receiver",
  collector: "softnet",
  commandLine: "cat /proc/net/softnet_stat",
  args: { interface: "eth0" },
  stdout,
  stderr: Buffer.from("warned\n"),
  exitCode: 0,
  signal: null,
  truncated: false,
  sha256: createHash("sha256").update(stdout).digest("hex"),
  bootId: "b",
  uptimeSeconds: 12.5,
  startedAt: new Date("2026-01-02T03:04:05.678Z"),
  durationMs: 3.25,
});

export const facts = (request: string): CommandFacts => ({
  observation: `o-${request}-1`,
  commandLine: "cat /proc/net/softnet_stat",
  privilege: "user",
  exitCode: 0,
  signal: null,
  startedAt: "2026-01-02T03:04:05.678Z",
  durationMs: 3.25,
  stdoutBytes: 1,
  stderrBytes: 0,
  truncated: false,
  sha256: "",
  taken: { bootId: "b", uptimeSeconds: 12.5 },
  head: "",
  lines: 1,
});

export const observed = (request: string): EventBody => ({
  type: "observed",
  request,
  attempt: 1,
  facts: facts(request),
  reading: { fields: { dropped: 5 } },
});

export const judged = (instance: string, more: Partial<Evidence> = {}): Evidence => ({
  instance,
  hypothesis: "zebra",
  test: "softnet",
  host: "receiver",
  round: 1,
  state: "held",
  saw: 5,
  against: 0,
  observations: ["1.softnet.receiver.after"],
  claim: { field: "dropped", is: "above", value: 0, strength: "both" },
  ...more,
});

/** With nothing in it but its kind, and of a cause its name. */
export const verdict = (kind: Verdict["kind"]): Verdict => ({
  ...{ kind, say: "", contributing: [], standings: [], missing: [], symptom: [], wouldDecide: [] },
  causes: kind === "cause" ? [{ id: "zebra", instance: "zebra@receiver", certainty: "established", because: "", object: {} }] : [],
});
