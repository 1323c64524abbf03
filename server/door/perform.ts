import { lacks, plainActor, type Visitor } from "../access/rights.ts";
import { aboutAction, aboutChange, aboutHosts, aboutResult } from "../records/about.ts";
import { actionSchema, type Action, type ActResult } from "./action.ts";
import { isAlertAction } from "./alert-action.ts";
import { onAlerts } from "./alerts.ts";
import { answerAsked } from "./answer.ts";
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
import { notFound } from "./not-found.ts";
import type { Office } from "./office.ts";
import { onInvestigation } from "./on-investigation.ts";
import { onPeople } from "./people.ts";
import { isPeopleAction } from "./people-action.ts";
import { onKeptKeys } from "./kept-keys.ts";
import { removeOutputs, setRetention } from "./retention.ts";
import { isSweepAction } from "./sweep-action.ts";
import { onSweeps } from "./sweeps.ts";
import { onViews } from "./views.ts";
import { start } from "./start.ts";
import { stop } from "./stop.ts";
import { startPractice } from "./practice.ts";
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
    about: {
      ...aboutAction(action),
      ...(await aboutChanged(office, action)),
      ...aboutAdded(action, result),
      ...aboutResult(action.do, result),
    },
  });
  return result;
}

const aboutChanged = async ({ journal, records }: Office, action: Action): Promise<Readonly<Record<string, unknown>>> =>
  records !== undefined && isOnChange(action) ? aboutChange(await journal.read(action.id), action.change) : {};

const aboutAdded = (action: Action, result: ActResult): Readonly<Record<string, unknown>> =>
  action.do === "addHosts" ? aboutHosts({ hosts: action.hosts, left: result.ok ? (result.hosts?.left ?? []) : [] }) : {};

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

/** Drops keys whose value is undefined, as exactOptionalPropertyTypes asks. */
function definedOnly<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}
