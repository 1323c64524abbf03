import { PERSON } from "#machines/contract/index.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { catalogue } from "#collectors";
import { runbookById, runbooks } from "#runbooks";
import { lacks, plainActor, type Visitor } from "../access/rights.ts";
import { aboutAction, aboutResult } from "../records/about.ts";
import { statusOf } from "../investigate/status.ts";
import { actionSchema, type Action, type ActResult } from "./action.ts";
import { isAlertAction } from "./alert-action.ts";
import { begunFrom, onAlerts } from "./alerts.ts";
import { answerAsked } from "./answer.ts";
import { checkBrief } from "./brief.ts";
import { isOnChange, onChange } from "./change.ts";
import { isGroupAction } from "./group-action.ts";
import { onGroups } from "./groups.ts";
import { handOverTo } from "./hand-over.ts";
import { approveKey } from "./host-keys.ts";
import { isHostAction } from "./host-action.ts";
import { nameTaken, onHosts } from "./hosts.ts";
import { isOnHostOfIt, onHostOfIt } from "./join-host.ts";
import { importBundle } from "./import.ts";
import { may } from "./may.ts";
import { addNote } from "./note.ts";
import type { Office } from "./office.ts";
import { onPeople } from "./people.ts";
import { isPeopleAction } from "./people-action.ts";
import { onKeptKeys } from "./kept-keys.ts";
import { removeOutputs, setRetention } from "./retention.ts";
import { signedOff } from "./review.ts";
import { isSweepAction } from "./sweep-action.ts";
import { onSweeps } from "./sweeps.ts";
import { onViews } from "./views.ts";
import { stop } from "./stop.ts";
import { startPractice } from "./practice.ts";
import { noPlaceToWatch } from "./watch-places.ts";
import { closedTo } from "./where.ts";

/**
 * The one door. Every action on an investigation, from page, command line or API, comes through here: it is checked for form and for right,
 * and is written to the log with who did it, and to the record of this installation, also when it was refused.
 */
export async function perform(office: Office, visitor: Visitor, asked: unknown): Promise<ActResult> {
  const parsed = actionSchema.safeParse(asked);
  if (!parsed.success) {
    const fields = Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join(".") || "do", message]));
    return { ok: false, status: 400, message: "That is not an action Culprit knows, or a field is wrong.", fields };
  }
  const action = parsed.data;
  const result = await performed(office, visitor, action);
  await office.records?.add({
    actor: visitor,
    action: action.do,
    outcome: result.ok ? "done" : `refused ${result.status}`,
    about: { ...aboutAction(action), ...aboutResult(action.do, result) },
  });
  return result;
}

async function performed(office: Office, visitor: Visitor, action: Action): Promise<ActResult> {
  const allowed = may(visitor, action.do);
  if (!allowed.yes) return { ok: false, status: 403, message: lacks(visitor, allowed.right) };
  const closed = await closedTo(office, visitor, action);
  if (closed !== null) return { ok: false, status: 403, message: closed };
  if (isGroupAction(action)) return onGroups(office, action);
  if (isPeopleAction(action))
    return office.access === undefined
      ? { ok: false, status: 409, message: "There are no accounts here." }
      : onPeople(office.access, visitor, action);
  const actor = plainActor(visitor);
  if (isHostAction(action)) return onHosts(office, visitor, action);
  if (isSweepAction(action)) return onSweeps(office, actor, action);
  if (isAlertAction(action)) return onAlerts(office, actor, action);
  switch (action.do) {
    case "stop":
      return stop(office, actor, action);
    case "start":
      return start(office, actor, action);
    case "practice":
      return startPractice(office, actor, action.incident);
    case "answer":
      return answerAsked(office, actor, action);
    case "note":
    case "reviewNote":
      return addNote(office, actor, action);
    case "import":
      return importBundle(office, actor, action.bundle);
    case "addHost": {
      const { do: _kind, ...host } = action;
      return office.inventory.add(definedOnly(host)).then(({ id }) => ({ ok: true, id }), nameTaken);
    }
    case "removeHost":
      return removeHost(office, visitor, action.id);
    case "removeOutputs":
      return removeOutputs(office, actor, action.olderThanDays);
    case "saveView":
    case "dropView":
      return onViews(office, actor, action);
    case "setRetention":
      return setRetention(office, actor, action.days);
    case "keepKey":
    case "dropKey":
    case "rotateKeys":
      return onKeptKeys(office, actor, action);
    case "handOver":
      return handOverTo(office, actor, action);
    case "approveKey":
      return approveKey(office, actor, action);
    case "forgetKey":
      return (await office.keys.forget(action.address, action.port)) ? { ok: true } : notFound("key for", action.address);
    default:
      if (isOnHostOfIt(action)) return onHostOfIt(office, actor, action);
      return isOnChange(action) ? onChange(office, actor, action) : onInvestigation(office, actor, action);
  }
}

/** Without its row a host of a group would follow the role alone: who may not decide about groups may not take it out of one in this way either. */
async function removeHost({ inventory, groups }: Office, visitor: Visitor, id: string): Promise<ActResult> {
  const group = (await groups?.ground())?.rows.find((row) => row.id === id)?.group ?? null;
  if (group !== null && !visitor.rights.has("people"))
    return { ok: false, status: 403, message: `It is in the group ${group}. An administrator takes it out of there first.` };
  return (await inventory.remove(id)) ? { ok: true } : notFound("host", id);
}

const notFound = (what: string, id: string): ActResult => ({ ok: false, status: 404, message: `There is no ${what} ${id}.` });

/** Drops keys whose value is undefined, as exactOptionalPropertyTypes asks. */
function definedOnly<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

async function start(office: Office, actor: Actor, action: Extract<Action, { do: "start" }>): Promise<ActResult> {
  const runbook = runbookById(action.runbook);
  if (runbook === undefined) {
    return { ok: false, status: 404, message: `There is no runbook ${action.runbook}. Known: ${runbooks.map(({ id }) => id).join(", ")}.` };
  }
  const checked = checkBrief(runbook, action.brief);
  if (!checked.ok) return { ok: false, status: 400, message: "Something is missing or wrong in the form.", fields: checked.fields };
  const full = await noPlaceToWatch(office, actor, checked.brief);
  if (full !== null) return { ok: false, status: 409, message: full };
  const id = office.newId();
  // One that is not kept any more keeps nobody from looking.
  const alert = action.alert === undefined ? null : ((await office.alerts?.get(action.alert)) ?? null);
  const title = action.title ?? `${runbook.title}: ${checked.brief.hosts.map(({ name }) => name).join(", ")}`;
  await office.journal.create({ id, title, runbook, hostNames: checked.brief.hosts.map(({ name }) => name), practice: false, actor });
  await office.journal.append(id, {
    expected: 0,
    events: [
      {
        body: {
          type: "started",
          title,
          runbook,
          brief: checked.brief,
          practice: false,
          ...(action.from === undefined ? {} : { from: action.from }),
          ...(alert === null ? {} : { alert: begunFrom(alert) }),
        },
        actor,
      },
    ],
  });
  if (action.from !== undefined) await handOver(office, actor, { from: action.from, to: runbook.title });
  if (alert !== null) await office.alerts?.link(alert.id, id);
  await office.enqueue(id);
  return { ok: true, id };
}

/** Told in the log of the one that is left. It may lie elsewhere: on the command line it is a file. */
async function handOver(office: Office, actor: Actor, { from, to }: { readonly from: string; readonly to: string }): Promise<void> {
  await office.journal.append(from, { expected: null, events: [{ body: { type: "handedOver", to }, actor }] });
}

type OnInvestigation = Extract<Action, { do: "rename" | "signOff" | "pause" | "resume" | "skip" | "unskip" | "run" | "answerHostKey" }>;

async function onInvestigation(office: Office, actor: Actor, action: OnInvestigation): Promise<ActResult> {
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
