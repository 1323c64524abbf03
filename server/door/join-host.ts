import type { BriefHost, Runbook } from "#machines/contract/index.ts";
import { hostsOf, lookOf } from "#machines/journal/brief.ts";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { roomIn, type Room } from "#machines/journal/room.ts";
import { statusOf } from "../investigate/status.ts";
import type { Action, ActResult } from "./action.ts";
import { complaintAboutNetns, keyedHost, keyOf } from "./brief.ts";
import type { Office } from "./office.ts";
import { writeUnmoved, type Refusal } from "./unmoved.ts";

export type OnHostOfIt = Extract<Action, { do: "joinHost" | "withdrawHost" }>;
type Join = Extract<Action, { do: "joinHost" }>;

export const isOnHostOfIt = (action: Action): action is OnHostOfIt => action.do === "joinHost" || action.do === "withdrawHost";

/** Hosts come and go while an investigation runs; how they stand then decides. */
export const onHostOfIt = (office: Office, actor: Actor, action: OnHostOfIt): Promise<ActResult> =>
  writeUnmoved(office, { id: action.id, actor }, (events) =>
    action.do === "joinHost" ? join(action, events) : withdraw(action.host, events),
  );

function join(action: Join, events: readonly InvestigationEvent[]): EventBody | Refusal {
  const [first] = events;
  const closed = whyClosed(events);
  if (first?.type !== "started" || closed !== null) return { message: closed ?? "This log does not begin an investigation." };
  const wrong = complaintAboutNetns(action);
  if (wrong !== null) return { message: wrong };
  const hosts = hostsOf(events);
  const rooms = roomIn(first.runbook, hosts);
  const spec = Object.hasOwn(first.runbook.roles, action.role) ? first.runbook.roles[action.role] : undefined;
  if (spec === undefined) return { message: `${first.runbook.id} has no role ${action.role}. ${sayRooms(rooms)}` };
  const same = hosts.find((host) => host.role === action.role && isSamePlace(host, action));
  if (same !== undefined) return again(same, action, events);
  const there = hosts.filter(({ role }) => role === action.role);
  if (there.length >= (spec.most ?? 1)) return { message: sayFull(first.runbook, { role: action.role, there, rooms, events }) };
  // Keys of those that were withdrawn are not used again: entries of the log speak of them.
  const n = hostsOf(events, true).filter(({ role }) => role === action.role).length + 1;
  return { type: "hostAdded", host: keyedHost(action, keyOf(action.role, n)) };
}

/** Why no host can be brought in here at all; null: one can. */
function whyClosed(events: readonly InvestigationEvent[]): string | null {
  const [first] = events;
  const status = statusOf(events);
  // Its addresses belong to another network; here they may be somebody else's.
  if (events.some(({ type }) => type === "imported")) return "It was imported: nothing runs on its hosts from here.";
  if (first?.type === "started" && first.practice) return "It is a practice incident: only the hosts that were recorded answer.";
  if (first?.type === "started" && first.sweep !== undefined)
    return "It is one host of a sweep. Start an investigation of this host to look at others beside it.";
  if (status === "concluded")
    return "It has its verdict, which stays as it is. Start another investigation with this host among the others.";
  return status === "stopped" ? "It is stopped. Start another investigation with this host among the others." : null;
}

/** The same host in the same role: one that could not be reached is tried again, also as another user. */
function again(same: BriefHost, action: Join, events: readonly InvestigationEvent[]): EventBody | Refusal {
  const look = lookOf(events, same.key);
  if (look === "failed") return { type: "hostAdded", host: { ...keyedHost(action, same.key), name: action.name ?? same.name } };
  return { message: look === "looking" ? `${same.name} is being looked at already.` : `${same.name} takes part already, as ${same.role}.` };
}

const isSamePlace = (host: BriefHost, { address, port, netns }: Join): boolean =>
  host.address.toLowerCase() === address.toLowerCase() && (host.port ?? 22) === (port ?? 22) && host.netns === netns;

interface Full {
  readonly role: string;
  readonly there: readonly BriefHost[];
  readonly rooms: readonly Room[];
  readonly events: readonly InvestigationEvent[];
}

function sayFull({ roles }: Runbook, { role, there, rooms, events }: Full): string {
  const { title = role, most = 1 } = roles[role] ?? {};
  const names = there.map(({ name }) => name).join(", ");
  const full = `${title} takes ${most === 1 ? "one host" : `at most ${most} hosts`}, and ${names} ${there.length === 1 ? "is" : "are"} there.`;
  const lost = there.find((host) => isAdded(host.key, events) && lookOf(events, host.key) !== "reached");
  return lost === undefined ? `${full} ${sayRooms(rooms)}` : `${full} ${lost.name} was not reached so far: withdraw it first.`;
}

const sayRooms = (rooms: readonly Room[]): string =>
  rooms.length === 0
    ? "No role of this runbook takes another host; an investigation with another one starts anew."
    : `Another host can be ${rooms.map(({ role, title }) => (title.toLowerCase() === role ? role : `${role} (${title.toLowerCase()})`)).join(", ")}.`;

const isAdded = (key: string, events: readonly InvestigationEvent[]): boolean => {
  const [first] = events;
  return first?.type === "started" && !first.brief.hosts.some((host) => host.key === key);
};

function withdraw(named: string, events: readonly InvestigationEvent[]): EventBody | Refusal {
  const hosts = hostsOf(events);
  const host = hosts.find(({ key }) => key === named) ?? hosts.find(({ name }) => name === named);
  const status = statusOf(events);
  if (host === undefined) return { message: `There is no host ${named} here. Hosts: ${hosts.map(({ key }) => key).join(", ")}.` };
  if (status === "concluded" || status === "stopped") return { message: `It is ${status}; its hosts stay as they were.` };
  if (!isAdded(host.key, events)) return { message: `${host.name} was named at the start, and stays.` };
  return lookOf(events, host.key) === "reached"
    ? { message: `${host.name} was reached: what is read there counts, and is not taken back.` }
    : { type: "hostWithdrawn", host: host.key };
}
