import type { Given } from "#machines/contract/collector.ts";
import type { Row } from "#machines/contract/value.ts";
import { type Answer, isNumber, isUnread, rowsOf } from "../source-readings.ts";
import { layoutOf, linkWith } from "./ends.ts";
import { edgesOf, portsOf } from "./tunnel.ts";

/** Everything between a guest's port and the tunnel on one of the two hosts that carry it, in the guest's order; empty where that way is not seen. */
export function insideOf(given: Given, role: string, mac: string | null): readonly Row[] {
  const layout = layoutOf(given, role);
  if (isUnread(layout)) return [];
  const other = layoutOf(given, role === "senderHost" ? "receiverHost" : "senderHost");
  const theirs = new Set(rowsOf(other, "addresses").map((row) => row["address"]));
  const tunnels = new Set(
    rowsOf(layout, "tunnels")
      .filter((row) => !row.key.includes("/") && (theirs.size === 0 || theirs.has(String(row["remote"])) || row["external"] === true))
      .map(({ key }) => key),
  );
  return wayTo(layout, portsOf(layout, mac), tunnels);
}

/** The guest's Ethernet address by its own layout. */
export const macOf = (given: Given, role: string, address: string | undefined): string | null =>
  linkWith(layoutOf(given, role), address).mac;

/** The shortest way over bridges, pairs, ports and patches; nodes that are no device of their own, such as a switch, are left out. */
function wayTo(layout: Answer, start: readonly string[], ends: ReadonlySet<string>): readonly Row[] {
  const edges = edgesOf(layout);
  const from = new Map<string, string | null>(start.map((key) => [key, null]));
  const open = [...start];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    if (ends.has(at)) return devices(layout, trail(from, at));
    for (const next of edges.get(at) ?? []) {
      if (from.has(next)) continue;
      from.set(next, at);
      open.push(next);
    }
  }
  return [];
}

function trail(from: ReadonlyMap<string, string | null>, end: string): readonly string[] {
  const way: string[] = [];
  for (let at: string | null = from.get(end) ?? null; at !== null; at = from.get(at) ?? null) way.unshift(at);
  return way;
}

function devices(layout: Answer, way: readonly string[]): readonly Row[] {
  const [links, ports] = [rowsOf(layout, "links"), rowsOf(layout, "ovsInterfaces")];
  return way.flatMap((key) => {
    const [link, port] = [links.find((row) => row.key === key), ports.find((row) => row.key === key)];
    const mtu = [link?.["mtu"], port?.["mtu"]].find(isNumber);
    return mtu === undefined ? [] : [{ key, kind: link?.["kind"] ?? port?.["type"] ?? "", mtu }];
  });
}

/** What frames are handed on by may be the smallest on the way; a bridge's own MTU is for what it sends itself. */
export const smallestInside = (way: readonly Row[]): Row | undefined =>
  way.filter(({ kind }) => kind !== "bridge").toSorted((a, b) => Number(a["mtu"]) - Number(b["mtu"]))[0];
