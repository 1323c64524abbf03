import { PERSON } from "#machines/contract/index.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { catalogue } from "#collectors";
import { statusOf } from "../investigate/status.ts";
import type { Action, ActResult } from "./action.ts";
import type { Office } from "./office.ts";
import { notFound } from "./not-found.ts";
import { signedOff } from "./review.ts";

type OnInvestigation = Extract<Action, { do: "rename" | "signOff" | "pause" | "resume" | "skip" | "unskip" | "run" | "answerHostKey" }>;

/** What people do to one that is there: one entry of its log, if it makes sense as the log stands. */
export async function onInvestigation(office: Office, actor: Actor, action: OnInvestigation): Promise<ActResult> {
  const events = await office.journal.read(action.id);
  if (events.length === 0) return notFound("investigation", action.id);
  const body = bodyFor(action, events);
  if ("message" in body) return { ok: false, status: 409, message: body.message };
  const appended = await office.journal.append(action.id, { expected: null, events: [{ body, actor }] });
  if (!appended.ok) return notFound("investigation", action.id);
  if (WAKES.has(action.do)) await office.enqueue(action.id);
  return { ok: true, id: action.id };
}

const WAKES: ReadonlySet<Action["do"]> = new Set(["resume", "run", "skip", "unskip", "answerHostKey"]);

/** The event for this action, or why it makes no sense now. */
function bodyFor(action: OnInvestigation, events: readonly InvestigationEvent[]): EventBody | { readonly message: string } {
  const status = statusOf(events);
  const over = status === "concluded" || status === "stopped";
  switch (action.do) {
    case "rename":
      return { type: "titled", title: action.title };
    case "signOff":
      return signedOff(action, events);
    case "pause":
      return over || status === "paused" ? { message: `It is ${status}; there is nothing to pause.` } : { type: "paused" };
    case "resume":
      return status === "paused" ? { type: "resumed", reason: "A person resumed it." } : { message: `It is ${status}, not paused.` };
    case "skip":
      return over ? { message: `It is ${status}; nothing is left to skip.` } : skip(action.test, events);
    case "unskip":
      return over ? { message: `It is ${status}; nothing more is asked.` } : unskip(action.test, events);
    case "run":
      return run(action, events);
    case "answerHostKey":
      return answerHostKey(action, events);
  }
}

function skip(test: string, events: readonly InvestigationEvent[]): EventBody | { message: string } {
  const first = events[0];
  const known = first?.type === "started" ? first.runbook.tests.map(({ id }) => id) : [];
  if (!known.includes(test)) return { message: `There is no test ${test}. Tests: ${known.join(", ")}.` };
  return isSkipped(test, events) ? { message: `${test} is skipped already.` } : { type: "skipped", test };
}

function unskip(test: string, events: readonly InvestigationEvent[]): EventBody | { message: string } {
  return isSkipped(test, events) ? { type: "unskipped", test } : { message: `${test} is not skipped.` };
}

const isSkipped = (test: string, events: readonly InvestigationEvent[]): boolean =>
  events.findLast((event) => (event.type === "skipped" || event.type === "unskipped") && event.test === test)?.type === "skipped";

function run(action: Extract<Action, { do: "run" }>, events: readonly InvestigationEvent[]): EventBody | { message: string } {
  // Its addresses belong to another network; here they may be somebody else's.
  if (events.some(({ type }) => type === "imported")) return { message: "It was imported: nothing runs on its hosts from here." };
  const hosts = hostsOf(events);
  const host = hosts.find(({ key, name }) => key === action.host || name === action.host);
  if (host === undefined) return { message: `There is no host ${action.host} here. Hosts: ${hosts.map(({ key }) => key).join(", ")}.` };
  const collector = Object.hasOwn(catalogue, action.collector) ? catalogue[action.collector] : undefined;
  if (collector === undefined)
    return { message: `There is no collector ${action.collector}. Collectors: ${Object.keys(catalogue).join(", ")}.` };
  if (collector.risk !== "R0") {
    return { message: `${collector.id} is not a passive read (${collector.risk}): it runs only as part of a test, around a reproduction.` };
  }
  if (collector.from !== undefined)
    return { message: `${collector.id} is worked out from ${collector.from.join(", ")}: there is no command to run. Run one of these.` };
  if (collector.id === PERSON) return { message: `${PERSON} runs nothing: people are asked when no host can tell.` };
  const n = events.filter(({ type }) => type === "runAsked").length + 1;
  return { type: "runAsked", request: `run.${n}.${host.key}`, collector: collector.id, host: host.key };
}

function answerHostKey(
  action: Extract<Action, { do: "answerHostKey" }>,
  events: readonly InvestigationEvent[],
): EventBody | { message: string } {
  const asked = events.findLast((event) => event.type === "hostKeyAsked" && event.host === action.host);
  if (asked?.type !== "hostKeyAsked") return { message: `Nobody asked about a key of ${action.host}.` };
  if (!hostsOf(events).some(({ key }) => key === action.host)) return { message: `${action.host} was withdrawn; nothing is sent there.` };
  if (asked.fingerprint !== action.fingerprint)
    return { message: `The key asked about is ${asked.fingerprint}, not ${action.fingerprint}. Look again.` };
  return { type: "hostKeyAnswered", host: action.host, fingerprint: action.fingerprint, approved: action.approve };
}
