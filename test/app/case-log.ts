import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { catalogue, collectors } from "#collectors";
import { runbooks } from "#runbooks";
import {
  PERSON as ASKED_OF,
  type Brief,
  type BriefHost,
  type Recording,
  type Request,
  type Runbook,
  type Step,
} from "#machines/contract/index.ts";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { questionOf } from "#machines/plan/ask.ts";
import { advance, begin } from "#machines/step.ts";
import type { NewObservation } from "#server/journal.ts";
import { workOut } from "#server/investigate/work-out.ts";
import { answersFrom, inOrder, isDerived, machineEvent } from "../runbooks/replay.ts";
import { CULPRIT, PERSON, START } from "./log.ts";

export interface CaseLog {
  readonly events: readonly InvestigationEvent[];
  readonly observations: readonly NewObservation[];
}

/**
 * A recorded case as the log of an investigation: real outputs, the real machine. `rounds`: stop after so many, the last one half answered. It stops where a
 * person is asked, too.
 */
export function caseLog(runbookId: string, name: string, { rounds = Infinity } = {}): CaseLog {
  const runbook = runbooks.find(({ id }) => id === runbookId);
  if (runbook === undefined) throw new TypeError(`no runbook ${runbookId}`);
  return logOf(runbook, recordedCase(runbookId, name), rounds);
}

export const recordedCase = (runbookId: string, name: string): Recording =>
  JSON.parse(readFileSync(new URL(`../../runbooks/${runbookId}/cases/${name}.json`, import.meta.url), "utf8")) as Recording;

export function logOf(runbook: Runbook, recording: Recording, rounds = Infinity): CaseLog {
  const brief: Brief = { hosts: recording.hosts.map(plain), inputs: recording.inputs };
  const given = { runbook, brief, catalogue };
  const events: InvestigationEvent[] = [];
  const observations: NewObservation[] = [];
  let now = START;
  const append = (body: EventBody, ms = 40, actor: Actor = CULPRIT): void => {
    now += ms;
    events.push({ ...body, seq: events.length + 1, at: iso(now), actor });
  };
  append({ type: "started", title: recording.about.slice(0, 80), runbook, brief, practice: false }, 0, PERSON);
  for (const host of brief.hosts) append({ type: "hostReached", facts: reached(host) }, 250);
  const answerOf = answersFrom(recording, []);
  let step: Step = advance(given, begin(given).snapshot, { type: "ready", unreached: {} });
  for (let n = 1; step.round !== null && step.verdict === null; n += 1) {
    const { round } = step;
    append({ type: "roundPlanned", round });
    const requests = inOrder(round.requests);
    const [first] = requests;
    const question = first?.collector === ASKED_OF ? questionOf(runbook, brief, first) : undefined;
    if (first !== undefined && question !== undefined) {
      append({ type: "asked", request: first.key, host: first.host, ...question });
      return { events, observations };
    }
    for (const request of n < rounds ? requests : requests.slice(0, Math.ceil(requests.length / 2))) {
      const id = randomUUID();
      const answered = isDerived(request)
        ? workOut(events, { request, attempt: 1, catalogue, now: new Date(now), id })
        : (({ event, observation }) => ({ events: [begun(request, observation), event], observation }))(answerOf(request));
      for (const body of answered.events)
        if ((body.type === "observed" || body.type === "unavailable") && body.facts !== undefined)
          append({ ...body, facts: { ...body.facts, startedAt: iso(now + 60) } }, 60 + body.facts.durationMs);
        else append(body, 20);
      if (answered.observation !== null) observations.push(answered.observation);
      const last = answered.events.at(-1);
      if (last?.type === "observed" || last?.type === "unavailable") step = advance(given, step.snapshot, machineEvent(last));
    }
    if (n >= rounds) {
      for (const request of requests.slice(Math.ceil(requests.length / 2)).filter((each) => !isDerived(each))) append(begun(request, null));
      return { events, observations };
    }
  }
  for (const { key } of brief.hosts) append({ type: "ledger", host: key, checks: CHECKS });
  if (step.verdict !== null) append({ type: "concluded", verdict: step.verdict });
  return { events, observations };
}

const plain = ({ key, role, name, address, user, netns }: BriefHost): BriefHost => ({
  ...{ key, role, name, address },
  ...(user === undefined ? {} : { user }),
  ...(netns === undefined ? {} : { netns }),
});

const iso = (ms: number): string => new Date(ms).toISOString();

const CHECKS = ["sysctls", "kernel modules", "interfaces", "firewall rules"].map((what) => ({
  what,
  same: true,
  detail: "the same before and after",
}));

function begun(request: Request, observation: NewObservation | null): EventBody {
  const collector = Object.entries(collectors).find(([id]) => id === request.collector)?.[1];
  return {
    type: "commandStarted",
    request: request.key,
    attempt: 1,
    commandLine: observation?.commandLine ?? request.collector,
    privilege: collector?.ways[0].privilege ?? "user",
    risk: collector?.risk ?? "R0",
    effects: collector?.effects ?? [],
    deadlineMs: collector?.deadlineMs ?? 10_000,
  };
}

const reached = ({ key, name }: BriefHost) => ({
  ...{ host: key, hostname: name, kernel: "6.1.0-28-amd64", user: "root", root: true, sudo: true },
  fingerprint: "SHA256:q8Rn3fJ1Z7mC4vT0wXbYk5uHs2LdPeG9aVtNiQoEc6M",
  ...{ clockOffsetMs: 3.1, clockUncertaintyMs: 0.4, load1: 0.8 },
  tools: {},
});
