import type { Given } from "#machines/contract/collector.ts";
import { type Row, unknown, type Unknown } from "#machines/contract/value.ts";
import { type Answer, isUnread, rowsOf } from "../source-readings.ts";
import { outerVersionOf } from "./cost.ts";
import { layoutOf } from "./ends.ts";

/** The tunnel that carries the two hosts' packets: its row in the layout of the sender's host, "none", or why it is not known. */
export function tunnelOf(given: Given, senderMac: string | null): Row | "none" | Unknown {
  const here = layoutOf(given, "senderHost");
  if (isUnread(here)) return given.hosts.some(({ role }) => role === "senderHost") ? here : "none";
  const tunnels = rowsOf(here, "tunnels").filter((row) => !row.key.includes("/"));
  if (tunnels.length === 0) return "none";
  const far = layoutOf(given, "receiverHost");
  const theirs = new Set(rowsOf(far, "addresses").map((row) => row["address"]));
  const leading =
    theirs.size === 0
      ? tunnels
      : tunnels.filter((row) => theirs.has(String(row["remote"])) || row["external"] === true || row["remote"] === "none");
  const start = portsOf(here, senderMac);
  const connected = start.length === 0 ? leading : leading.filter((row) => reach(here, start).has(row.key));
  return one(connected, start.length > 0);
}

/** Several tunnels that cost the same are one for the arithmetic: the ports of one network to several hosts. */
function one(tunnels: readonly Row[], followed: boolean): Row | "none" | Unknown {
  const [first] = tunnels;
  if (first === undefined)
    return followed
      ? unknown("no tunnel to the receiver's host hangs together with the sender's port")
      : unknown("no tunnel leads to the receiver's host");
  const alike = tunnels.every(
    (row) =>
      ["kind", "by", "keyed", "checksum", "sequence"].every((column) => String(row[column]) === String(first[column])) &&
      outerVersionOf(row) === outerVersionOf(first),
  );
  return alike
    ? first
    : unknown(
        `several tunnels lead there (${tunnels.map(({ key }) => key).join(", ")}), and the sender's port does not show which one carries it`,
      );
}

/** Taps of the guest that has this Ethernet address. */
export function portsOf(layout: Answer, mac: string | null): readonly string[] {
  if (mac === null || mac === "") return [];
  return rowsOf(layout, "guests")
    .filter((row) => String(row["macs"]).split(" ").includes(mac))
    .flatMap((row) => String(row["taps"]).split(" ").filter(Boolean));
}

/** What hangs together as one piece of Ethernet: ports of one bridge, ends of one pair, ports of one switch and those behind its patches. */
export function edgesOf(layout: Answer): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, string[]>();
  const join = (a: string, b: string): void => {
    edges.set(a, [...(edges.get(a) ?? []), b]);
    edges.set(b, [...(edges.get(b) ?? []), a]);
  };
  for (const row of rowsOf(layout, "links")) {
    const [master, peer] = [row["master"], row["peer"]];
    // A port of Open vSwitch's kernel datapath has that as its master, whichever bridge it is on.
    if (typeof master === "string" && master !== "none" && master !== "ovs-system") join(row.key, master);
    if (typeof peer === "string" && peer !== "none") join(row.key, peer);
  }
  for (const row of rowsOf(layout, "ovsInterfaces")) {
    join(row.key, `switch ${String(row["bridge"])}`);
    const patch = row["patchPeer"];
    if (typeof patch === "string" && patch !== "none") join(row.key, patch);
  }
  return edges;
}

function reach(layout: Answer, start: readonly string[]): ReadonlySet<string> {
  const edges = edgesOf(layout);
  const seen = new Set(start);
  const open = [...start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of edges.get(at) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}
