import type {
  BriefHost,
  Catalogue,
  Failure,
  Reading,
  Request,
  Round,
  Runbook,
  Step,
  Taken,
  Test,
  Value,
} from "#machines/contract/index.ts";
import { advance, begin, pendingOf, type Given } from "#machines/step.ts";

/** A catalogue and a runbook of two roles, small enough to reason about by hand, and the means to play a host. */
const counter = { kind: "counter", unit: "packets", bits: 64, about: "Packets dropped here." } as const;
const gauge = { kind: "gauge", unit: "entries", about: "How many now." } as const;

const spec = (id: string, extra: Partial<Catalogue[string]>): Catalogue[string] => ({
  id,
  title: `${id} statistics`,
  about: `Reads ${id}.`,
  risk: "R0",
  probe: false,
  effects: [],
  scope: "machine",
  costSeconds: 0.1,
  deadlineMs: 5000,
  maxBytes: 65_536,
  fields: {},
  ...extra,
});

export const catalogue: Catalogue = {
  softnet: spec("softnet", {
    fields: { dropped: counter, squeezed: { ...counter, bits: 32 } },
    tables: { cpus: { dropped: counter } },
  }),
  ring: spec("ring", { fields: { missed: counter, size: gauge, max: gauge } }),
  firewall: spec("firewall", { fields: { dropped: counter, uncounted: gauge } }),
  conntrack: spec("conntrack", { fields: { count: gauge, max: gauge, full: counter } }),
  trace: spec("trace", { risk: "R1", costSeconds: 5, fields: { drops: gauge } }),
  settings: spec("settings", { fields: { mtu: gauge, mode: { kind: "state", unit: "", about: "How it is set." } } }),
  probe: spec("probe", { risk: "R2", probe: true, costSeconds: 10, fields: { sent: gauge, received: gauge, lost: gauge, asked: gauge } }),
};

const words = {
  source: "https://elixir.bootlin.com/linux/v6.1/source/net/core/dev.c",
  lookAlikes: [{ what: "Another drop", separator: "Its own counter" }],
  advice: { now: "Raise the limit.", permanent: "Write it to sysctl.d.", risk: "none", undo: "Set the previous value." },
  alert: { none: "No counter shows it." },
} as const;

export const runbook: Runbook = {
  id: "lost-probes",
  version: 1,
  title: "Some packets are lost",
  symptoms: ["A few packets vanish between two hosts"],
  roles: {
    sender: { title: "Sender", about: "Sends the probes.", required: true },
    receiver: { title: "Receiver", about: "Answers them.", required: true },
  },
  inputs: { percent: { title: "Smallest loss", about: "In percent.", type: "text", example: "0.1", required: true, default: "0.1" } },
  reproduction: {
    collect: "probe",
    role: "sender",
    args: { to: { addressOf: "receiver" }, count: { literal: "4000" } },
    why: "Measures the loss.",
    proof: [{ field: "sent", is: "atLeast", value: { field: "asked", times: 0.9 } }],
    smallestPercentInput: "percent",
    sentField: "sent",
  },
  measures: {
    lost: {
      title: "lost probes",
      missing: { test: "reproduction", field: "lost", of: "during" },
      of: { test: "reproduction", field: "sent", of: "during" },
      present: { test: "reproduction", role: "sender", field: "lost", is: "above", value: 0 },
    },
  },
  hypotheses: {
    backlog: {
      ...words,
      claim: "{object} on {host} drops from its backlog",
      at: ["receiver"],
      object: { test: "softnet", table: "cpus", by: "dropped", say: "CPU {key}" },
      accounts: { measure: "lost", by: { test: "softnet", field: "dropped" }, tolerancePercent: 10 },
    },
    ring: {
      ...words,
      claim: "the receive ring of {host} overruns",
      at: ["receiver"],
      accounts: { measure: "lost", by: { test: "ring", field: "missed" }, tolerancePercent: 10 },
    },
    firewall: { ...words, claim: "a rule on {host} drops", at: ["sender", "receiver"] },
    outside: { ...words, claim: "the loss is outside both hosts", at: [], remainder: true },
  },
  tests: [
    {
      id: "softnet",
      collect: "softnet",
      on: ["receiver"],
      phase: "metrics",
      when: "around",
      why: "Counts backlog drops.",
      predicts: { backlog: [{ field: "dropped", is: "above", value: 0, strength: "both" }] },
    },
    {
      id: "ring",
      collect: "ring",
      on: ["receiver"],
      phase: "metrics",
      when: "around",
      why: "Counts ring overruns.",
      predicts: { ring: [{ field: "missed", is: "above", value: 0, strength: "both" }] },
    },
    {
      id: "firewall",
      collect: "firewall",
      on: ["sender", "receiver"],
      phase: "metrics",
      when: "around",
      why: "Counts refused packets.",
      predicts: {
        firewall: [
          {
            field: "dropped",
            is: "above",
            value: 0,
            strength: "both",
            provided: { field: "uncounted", is: "equal", value: 0 },
            providedWhy: "some drop rules have no counter",
          },
        ],
      },
    },
    {
      id: "trace",
      collect: "trace",
      on: ["receiver"],
      phase: "tracing",
      when: "during",
      why: "Sees every drop in the stack.",
      predicts: { outside: [{ field: "drops", is: "equal", value: 0, strength: "necessary" }] },
    },
  ],
};

export const hosts: readonly BriefHost[] = [
  { key: "sender", role: "sender", name: "web-1", address: "192.0.2.1" },
  { key: "receiver", role: "receiver", name: "db-2", address: "192.0.2.2" },
];

export const given: Given = { runbook, catalogue, brief: { hosts, inputs: { percent: "0.1" } } };

export const bootId = "7c1e0d3e-0000-4000-8000-000000000001";
/** Each host is a machine of its own. */
export const takenAt = (uptimeSeconds: number, host = "receiver"): Taken => ({
  bootId: host === "receiver" ? bootId : `${bootId} ${host}`,
  uptimeSeconds,
});

/** What a host would answer: a reading, or why not. */
export type Answers = (request: Request) => { readonly reading: Reading; readonly taken?: Taken } | { readonly failure: Failure };

export const reading = (fields: Readonly<Record<string, Value>>): { readonly reading: Reading } => ({ reading: { fields } });

/** Counters that rise by these amounts in every window, from a start that is not zero. */
export const rises =
  (
    by: Readonly<Record<string, Readonly<Record<string, number>>>>,
    probe: { readonly sent?: number; readonly lost?: number } = {},
  ): Answers =>
  (request) => {
    if (request.test === "reproduction") {
      const sent = probe.sent ?? 4000;
      return reading({ sent, asked: 4000, lost: probe.lost ?? 3, received: sent - (probe.lost ?? 3) });
    }
    const fields = catalogue[request.collector]?.fields ?? {};
    const changes = by[`${request.test}@${request.host}`] ?? by[request.test] ?? {};
    return reading(
      Object.fromEntries(
        Object.entries(fields).map(([name, { kind }]) => {
          const change = changes[name] ?? 0;
          return [name, kind === "counter" ? 1000 + (request.moment === "after" ? change : 0) : change];
        }),
      ),
    );
  };

export function answerOf(request: Request, answers: Answers): Parameters<typeof advance>[2] {
  const answer = answers(request);
  if ("failure" in answer) return { type: "unavailable", request: request.key, failure: answer.failure };
  const uptime = { once: 90, before: 100, during: 150, after: 200 }[request.moment];
  return { type: "observed", request: request.key, reading: answer.reading, taken: answer.taken ?? takenAt(uptime, request.host) };
}

export interface Played {
  readonly step: Step;
  readonly rounds: readonly Round[];
}

/** Plays an investigation to its end. */
export function play(
  answers: Answers,
  { of = given, unreached = {} }: { readonly of?: Given; readonly unreached?: Readonly<Record<string, Failure>> } = {},
): Played {
  const rounds: Round[] = [];
  let step = advance(of, begin(of).snapshot, { type: "ready", unreached });
  while (step.verdict === null) {
    if (step.round !== null) rounds.push(step.round);
    const [request] = pendingOf(step.snapshot).unanswered;
    if (request === undefined) throw new Error("the machine waits for nothing and has not ended");
    step = advance(of, step.snapshot, answerOf(request, answers));
  }
  return { step, rounds };
}

export const withTests = (tests: readonly Test[], hypotheses: Runbook["hypotheses"] = runbook.hypotheses): Given => ({
  ...given,
  runbook: { ...runbook, hypotheses, tests },
});
