import { catalogue } from "#collectors";
import runbook from "#runbooks/small-packet-loss/runbook.ts";
import type {
  Brief,
  CollectorSpec,
  Failure,
  MachineEvent,
  Reading,
  Request,
  Round,
  Step,
  Value,
  Verdict,
} from "#machines/contract/index.ts";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { advance, begin } from "#machines/step.ts";

/** Readings by `${test} ${host} ${moment}`: what differs from a quiet host, or why there is none. */
export type Overrides = Readonly<
  Record<string, { readonly fields?: Readonly<Record<string, Value>>; readonly tables?: Reading["tables"] } | { readonly failure: Failure }>
>;

export const PERSON: Actor = { kind: "person", id: "local", name: "Ines Aydin", via: "page" };
export const CULPRIT: Actor = { kind: "culprit", id: "culprit", name: "Culprit", via: "worker" };
export const START = Date.parse("2026-11-21T02:09:00.000Z");

export const brief: Brief = {
  hosts: [
    { key: "sender", role: "sender", name: "mon-1", address: "192.0.2.10", user: "root" },
    { key: "receiver", role: "receiver", name: "net-2", address: "192.0.2.20", user: "root" },
    { key: "gateway", role: "gateway", name: "gw-1", address: "192.0.2.1", user: "root", netns: "qrouter-8d4f2c1e" },
  ],
  inputs: { target: "192.0.2.20", count: "4000", interval: "5", expectedLossPercent: "0.1" },
  since: "Tuesday 02:00",
  changed: "Multicast monitoring was switched on for the tenant networks.",
};

const cpu = (key: string, processed: number, backlogDropped: number): { key: string } & Record<string, number | string> => ({
  key,
  processed,
  backlogDropped,
  squeezed: 12,
  flowLimited: 0,
});

/** A backlog on the receiver overflows: 4 of 4,000 probes are lost and counted there. */
export const overflow: Overrides = {
  "reproduction sender during": {
    fields: { sent: 4000, received: 3996, lost: 4, lostPercent: 0.1, localErrors: 0, rttMinMs: 0.2, rttAvgMs: 0.31, rttMaxMs: 4.2 },
  },
  "softnet receiver before": {
    fields: { backlogDropped: 196_926 },
    tables: { cpus: [cpu("0", 81_204_411, 0), cpu("1", 80_110_020, 196_926)] },
  },
  "softnet receiver after": {
    fields: { backlogDropped: 196_930 },
    tables: { cpus: [cpu("0", 81_209_914, 0), cpu("1", 80_116_640, 196_930)] },
  },
  "hostDrops sender during": { fields: { departurePossible: true, outsidePossible: true } },
  "hostDrops receiver during": { fields: { backlog: 4, backlogPossible: true, arrivalPossible: true, outsidePossible: true } },
  "hostDrops gateway during": { fields: { arrivalPossible: true, departurePossible: true, outsidePossible: true } },
  "links receiver before": { fields: { rxDropped: 196_926 } },
  "links receiver after": { fields: { rxDropped: 196_930 } },
  "conntrack gateway before": { failure: { kind: "denied", stderr: "sudo: a password is required" } },
  "conntrack gateway after": { failure: { kind: "denied", stderr: "sudo: a password is required" } },
};

export interface Scenario {
  readonly overrides?: Overrides;
  /** Stop after so many rounds, with the last one still running. */
  readonly rounds?: number;
  readonly practice?: boolean;
}

/** A log as a worker writes it, with the real machine deciding what comes next and hand-made readings as answers. */
export function makeLog({ overrides = overflow, rounds = Infinity, practice = false }: Scenario = {}): readonly InvestigationEvent[] {
  const events: InvestigationEvent[] = [];
  let now = START;
  const append = (body: EventBody, actor: Actor = CULPRIT, ms = 40): void => {
    now += ms;
    events.push({ ...body, seq: events.length + 1, at: new Date(now).toISOString(), actor });
  };
  append({ type: "started", title: "Loss to tenant routers", runbook, brief, practice }, PERSON);
  for (const { key, name } of brief.hosts) append({ type: "hostReached", facts: hostFacts(key, name) }, CULPRIT, 300);
  append({ type: "noted", text: "The switch ports are clean, I checked both.\nThe customer sees gaps in voice calls." }, PERSON, 9_000);
  const given = { runbook, brief, catalogue };
  let step: Step = begin(given);
  const feed = (event: MachineEvent): void => void (step = advance(given, step.snapshot, event));
  feed({ type: "ready", unreached: {} });
  for (let n = 1; step.round !== null && step.verdict === null; n += 1) {
    const { round } = step;
    append({ type: "roundPlanned", round });
    step = { ...step, round: null };
    const stopHere = n >= rounds;
    collect(round, {
      append,
      feed: (event) => {
        const before = step.round;
        feed(event);
        step = { ...step, round: step.round ?? before };
      },
      overrides,
      stopHere,
    });
    if (stopHere) return events;
  }
  for (const { key } of brief.hosts) append({ type: "ledger", host: key, checks: CHECKS });
  append({ type: "concluded", verdict: step.verdict as Verdict });
  return events;
}

const CHECKS = ["sysctls", "kernel modules", "interfaces", "firewall rules"].map((what) => ({
  what,
  same: true,
  detail: "the same before and after",
}));

interface Collecting {
  readonly append: (body: EventBody, actor?: Actor, ms?: number) => void;
  readonly feed: (event: MachineEvent) => void;
  readonly overrides: Overrides;
  readonly stopHere: boolean;
}

function collect(round: Round, { append, feed, overrides, stopHere }: Collecting): void {
  const waves = [["before", "once"], ["during"], ["after"]] as const;
  for (const wave of waves) {
    const requests = round.requests.filter(({ moment }) => (wave as readonly string[]).includes(moment));
    for (const request of requests) append(startedBody(request));
    if (stopHere && wave[0] === "during") return;
    for (const request of requests) {
      const event = answer(request, overrides, requests.length);
      append(event, CULPRIT, request.test === "reproduction" ? 20_400 : 60);
      feed(
        event.type === "observed"
          ? { type: "observed", request: request.key, reading: event.reading, taken: event.facts.taken }
          : { type: "unavailable", request: request.key, failure: event.failure },
      );
    }
  }
}

const specOf = (request: Request): CollectorSpec => {
  const spec = catalogue[request.collector];
  if (spec === undefined) throw new TypeError(`no collector ${request.collector}`);
  return spec;
};

function startedBody(request: Request): EventBody {
  const { risk, effects, deadlineMs } = specOf(request);
  return {
    type: "commandStarted",
    request: request.key,
    attempt: 1,
    commandLine: lineOf(request),
    privilege: "sudo",
    risk,
    effects,
    deadlineMs,
  };
}

const lineOf = ({ test, collector, args }: Request): string =>
  test === "reproduction"
    ? `sudo -n ping -n -q -c ${args["count"] ?? ""} -i 0.005 -W 1 ${args["target"] ?? ""}`
    : collector === "links"
      ? "ip -s -s -j link show"
      : `cat /proc/net/${collector}`;

type Answer = Extract<EventBody, { type: "observed" | "unavailable" }>;

function answer(request: Request, overrides: Overrides, n: number): Answer {
  const override = overrides[`${request.test} ${request.host} ${request.moment}`] ?? {};
  const uptimeSeconds = request.moment === "before" ? 86_400 : request.moment === "after" ? 86_430 : 86_420 + n;
  const taken = { bootId: `boot-${request.host}`, uptimeSeconds };
  const durationMs = request.test === "reproduction" ? 20_312 : 4;
  const head =
    request.collector === "softnet" ? "04d5f8bb 00000000 0000000c 00000000\n04c63d24 0003013e 00000007 00000000" : `${request.collector}\n`;
  const facts = {
    observation: `obs-${request.key}`,
    commandLine: lineOf(request),
    privilege: "sudo" as const,
    exitCode: 0,
    signal: null,
    startedAt: new Date(START + (request.moment === "before" ? 10_000 : request.moment === "after" ? 33_500 : 12_000)).toISOString(),
    durationMs,
    stdoutBytes: head.length,
    stderrBytes: 0,
    truncated: false,
    sha256: "0".repeat(64),
    taken,
    head,
    lines: head.split("\n").length,
  };
  if ("failure" in override)
    return {
      type: "unavailable",
      request: request.key,
      attempt: 1,
      failure: override.failure,
      facts: { ...facts, exitCode: 1, stdoutBytes: 0, head: "", lines: 0 },
    };
  const fields = {
    ...Object.fromEntries(Object.entries(specOf(request).fields).map(([name, { kind }]) => [name, quiet(name, kind)])),
    ...override.fields,
  };
  return {
    type: "observed",
    request: request.key,
    attempt: 1,
    facts,
    reading: { fields, ...(override.tables === undefined ? {} : { tables: override.tables }) },
  };
}

/** What a quiet host shows: counters that do not move, nothing dropped. */
function quiet(name: string, kind: "counter" | "gauge" | "state"): Value {
  if (kind === "state") return name === "tracking";
  if (kind === "counter") return 1_000;
  return name === "usedPercent" ? 3.1 : name === "columns" ? 15 : name === "onlineCpus" ? 2 : 0;
}

function hostFacts(host: string, hostname: string): Extract<EventBody, { type: "hostReached" }>["facts"] {
  return {
    host,
    hostname,
    kernel: "6.1.0-28-amd64",
    user: "root",
    root: true,
    sudo: true,
    fingerprint: "SHA256:q8Rn3fJ1Z7mC4vT0wXbYk5uHs2LdPeG9aVtNiQoEc6M",
    clockOffsetMs: host === "gateway" ? -12.4 : 3.1,
    clockUncertaintyMs: 0.6,
    load1: 0.8,
    tools: { ip: true, ping: true, nft: true, conntrack: host !== "gateway" },
  };
}
