import type { HostBrief } from "#machines/journal/board.ts";
import { roomIn, type Room } from "#machines/journal/room.ts";
import type { Runbook } from "#machines/contract/index.ts";
import type { Host } from "#server/door/inventory.ts";
import { writeDestination } from "../start/destination.ts";
import { hostOf, type HostPart } from "../start/draft.ts";
import type { Choice } from "./choice.ts";

type Named = Pick<HostBrief, "key" | "name" | "role" | "facts" | "added">;

/** What `/host` knows of the investigation, and of the hosts there are. */
export interface HostsAround {
  readonly runbook: Runbook;
  readonly hosts: readonly Named[];
  /** Empty until it was asked. */
  readonly inventory: readonly Host[];
}

export type HostSpoken =
  | ({ readonly do: "joinHost"; readonly role: string } & HostPart)
  | { readonly do: "withdrawHost"; readonly host: string }
  /** Words are missing: a dialog asks for them. */
  | { readonly do: "askForHost"; readonly role?: string; readonly at?: string };

const MOST = 8;

export const NO_ROOM = "No role of this runbook takes another host. An investigation with another one starts anew.";

/** What may go again. */
const unreached = (hosts: readonly Named[]): readonly Named[] => hosts.filter(({ added, facts }) => added && facts === null);

/** Completions behind `/host `. Without a host, a dialog asks for it: nothing is added by Enter alone that nobody chose. */
export function hostChoices(rest: string, { runbook, hosts, inventory }: HostsAround): readonly Choice[] {
  const [verb = "", role, at] = rest.split(/\s+/);
  const choice = (words: string, say: string, complete: boolean): Choice => ({
    text: `/host ${words}${complete ? "" : " "}`,
    command: "/host",
    rest: words,
    say,
    complete,
  });
  const rooms = roomIn(runbook, hosts);
  if (role === undefined) {
    const add = choice("add", rooms.length === 0 ? "no role takes another host" : "bring a host into this investigation", true);
    const withdraw = unreached(hosts).length === 0 ? [] : [choice("withdraw", "leave out again what was not reached", false)];
    return [add, ...withdraw].filter(({ rest: words }) => words.startsWith(verb));
  }
  if (verb === "withdraw")
    return unreached(hosts)
      .filter(({ key, name }) => key.startsWith(role) || name.startsWith(role))
      .map(({ key, name }) => choice(`withdraw ${key}`, name, true));
  if (verb !== "add") return [];
  if (at === undefined)
    return rooms.filter((room) => room.role.startsWith(role)).map(({ role: one, title }) => choice(`add ${one}`, title, true));
  if (!rooms.some((room) => room.role === role)) return [];
  const there = new Set(hosts.map(({ name }) => name));
  return inventory
    .filter(({ name }) => name.toLowerCase().includes(at.toLowerCase()) && !there.has(name) && !/\s/.test(name))
    .slice(0, MOST)
    .map((host) => choice(`add ${role} ${host.name}`, writeDestination(host), true));
}

/** What was said after `/host`, or why it cannot be done. */
export function understandHost(
  args: readonly string[],
  { runbook, hosts, inventory }: HostsAround,
): HostSpoken | { readonly wrong: string } {
  const [verb = "", first, second] = args;
  if (verb === "withdraw") {
    const host = hosts.find(({ key, name }) => key === first || name === first);
    return host === undefined ? { wrong: "Which host? Type /host withdraw and choose one." } : { do: "withdrawHost", host: host.key };
  }
  if (verb !== "add") return { wrong: "Write /host add, or /host withdraw." };
  const rooms = roomIn(runbook, hosts);
  if (rooms.length === 0) return { wrong: NO_ROOM };
  if (first === undefined) return { do: "askForHost" };
  const isRole = Object.hasOwn(runbook.roles, first);
  // One word that is no role is the host.
  if (!isRole) return second === undefined ? { do: "askForHost", at: first } : { wrong: `There is no role ${first}. ${sayRooms(rooms)}` };
  if (second === undefined) return { do: "askForHost", role: first };
  const host = hostOf({ at: second, netns: args[3] ?? "" }, inventory);
  return "wrong" in host ? host : { do: "joinHost", role: first, ...host };
}

const sayRooms = (rooms: readonly Room[]): string => `Another host can be ${rooms.map(({ role }) => role).join(" or ")}.`;
