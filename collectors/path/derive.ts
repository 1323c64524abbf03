import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { fieldOf, isNumber, isUnread, readingOf, rowsOf } from "../source-readings.ts";
import { type Cost, costOf } from "./cost.ts";
import { type End, layoutOf, linkWith, towards, wayOut } from "./ends.ts";
import { insideOf, macOf, smallestInside } from "./inside.ts";
import { tunnelOf } from "./tunnel.ts";

export function pathOf(given: Given): Reading {
  const { source, target } = given.inputs;
  const sender = senderEnd(given, source);
  const receiver = linkWith(layoutOf(given, "receiver"), target);
  const tunnel = tunnelOf(given, sender.mac);
  const carriers = carriersOf(given, tunnel);
  const cost: Cost = isRow(tunnel) ? costOf(tunnel, sender.kind) : { bytes: noTunnel(tunnel), is: noTunnel(tunnel) };
  const underlayMtu = larger([carriers.here.mtu, carriers.there.mtu]);
  const gateways = given.hosts.filter(({ role }) => role === "gateway");
  const gatewayEnds = gateways.map((host) => wayOut(readingOf(given, "layout", { host: host.key })));
  const ways = {
    senderHost: insideOf(given, "senderHost", sender.mac),
    receiverHost: insideOf(given, "receiverHost", macOf(given, "receiver", target)),
  };
  const inside = given.host.role === "senderHost" || given.host.role === "receiverHost" ? ways[given.host.role] : [];
  const narrow = smallestInside(inside);
  const own = ownEnd(given, { sender, receiver, carriers });
  const hops = hopsOf(given, { sender, receiver, carriers, gatewayEnds, ways });
  return {
    fields: {
      senderMtu: sender.mtu,
      receiverMtu: receiver.mtu,
      networkMtu: fieldOf(readingOf(given, "mtuOffers"), "networkMtu"),
      attached: attached(given),
      ...tunnelFields(tunnel),
      overheadBytes: cost.bytes,
      overheadIs: cost.is,
      underlayMtu,
      carriedMtu: isNumber(underlayMtu) ? (isNumber(cost.bytes) ? underlayMtu - cost.bytes : cost.bytes) : underlayMtu,
      smallestLinkMtu: smallestOf([sender.mtu, receiver.mtu, ...gatewayEnds.map(({ mtu }) => mtu)]),
      vpn: vpnOf(given),
      insideMtu: narrow?.["mtu"] ?? unknown("no guest's way to a tunnel was seen on this host"),
      insideLink: narrow?.key ?? nothingInside(given),
      ownLink: own.end.link,
      ownMtu: own.end.mtu,
      peerMtu: own.peer,
      smallerThanPeer:
        isNumber(own.end.mtu) && isNumber(own.peer) ? own.end.mtu < own.peer : isNumber(own.end.mtu) ? own.peer : own.end.mtu,
      taggedLink: isUnknown(own.end.kind) ? own.end.kind : own.end.kind === "vlan",
    },
    tables: {
      hops,
      own: ownRows(own),
      inside: inside
        .filter(({ kind }) => kind !== "bridge")
        .map(({ key, mtu }) => ({ key, mtu: mtu ?? 0, below: isNumber(mtu) && isNumber(sender.mtu) ? Math.max(0, sender.mtu - mtu) : 0 })),
    },
  };
}

function senderEnd(given: Given, source: string | undefined): End {
  const layout = layoutOf(given, "sender");
  const named = source === undefined ? null : linkWith(layout, source);
  return named !== null && !isUnknown(named.link) ? named : wayOut(layout);
}

type Tunnel = ReturnType<typeof tunnelOf>;

const isRow = (tunnel: Tunnel): tunnel is Row => typeof tunnel === "object" && "key" in tunnel;

const noTunnel = (tunnel: Exclude<Tunnel, Row>): Value => (tunnel === "none" ? unknown("no tunnel carries them") : tunnel);

function tunnelFields(tunnel: Tunnel): Readonly<Record<"tunnelKind" | "tunnel" | "tunnelBy" | "tunnelDf", Value>> {
  if (tunnel === "none") return { tunnelKind: "none", tunnel: "none", tunnelBy: "none", tunnelDf: unknown("no tunnel carries them") };
  if (!isRow(tunnel)) return { tunnelKind: tunnel, tunnel, tunnelBy: tunnel, tunnelDf: tunnel };
  const cell = (name: string): Value => tunnel[name] ?? unknown(`${name} is absent`);
  return { tunnelKind: cell("kind"), tunnel: tunnel.key, tunnelBy: cell("by"), tunnelDf: cell("df") };
}

interface Carriers {
  readonly here: End;
  readonly there: End;
}

/** The interfaces by which the two ends of the tunnel reach each other. */
function carriersOf(given: Given, tunnel: Tunnel): Carriers {
  const [here, there] = [layoutOf(given, "senderHost"), layoutOf(given, "receiverHost")];
  const remote = isRow(tunnel) ? tunnel["remote"] : "none";
  const own = new Set(rowsOf(here, "addresses").map((row) => row["address"]));
  const back = rowsOf(there, "tunnels").flatMap(({ remote: end }) => (typeof end === "string" && own.has(end) ? [end] : []))[0];
  const nothing = (why: Value): End => ({ link: why, mtu: why, kind: why, mac: null });
  const missing = isUnknown(remote) ? remote : unknown("the tunnel names no other end");
  return {
    here:
      typeof remote === "string" && remote !== "none" && remote !== "" ? towards(here, remote) : nothing(isUnread(here) ? here : missing),
    there: back !== undefined ? towards(there, back) : nothing(isUnread(there) ? there : missing),
  };
}

interface Ends {
  readonly sender: End;
  readonly receiver: End;
  readonly carriers: Carriers;
}

function ownEnd(given: Given, { sender, receiver, carriers }: Ends): { readonly end: End; readonly peer: Value } {
  const alone = unknown("this host has no other end to compare with");
  switch (given.host.role) {
    case "sender":
      return { end: sender, peer: receiver.mtu };
    case "receiver":
      return { end: receiver, peer: sender.mtu };
    case "senderHost":
      return { end: carriers.here, peer: carriers.there.mtu };
    case "receiverHost":
      return { end: carriers.there, peer: carriers.here.mtu };
    case "network": {
      const offers = readingOf(given, "mtuOffers", { host: given.host.key });
      return { end: { link: fieldOf(offers, "servingLink"), mtu: fieldOf(offers, "servingMtu"), kind: alone, mac: null }, peer: alone };
    }
    default:
      return { end: wayOut(readingOf(given, "layout", { host: given.host.key })), peer: alone };
  }
}

const ownRows = ({ end, peer }: { readonly end: End; readonly peer: Value }): readonly Row[] =>
  typeof end.link === "string" ? [{ key: end.link, mtu: end.mtu, below: isNumber(end.mtu) && isNumber(peer) ? peer - end.mtu : 0 }] : [];

interface Hops extends Ends {
  readonly gatewayEnds: readonly End[];
  readonly ways: Readonly<Record<"senderHost" | "receiverHost", readonly Row[]>>;
}

/** Every device of the way whose MTU was seen, from the sender to the receiver. */
function hopsOf(given: Given, { sender, receiver, carriers, gatewayEnds, ways }: Hops): readonly Row[] {
  const name = (role: string): string => given.hosts.find((host) => host.role === role)?.name ?? role;
  const gateways = given.hosts.filter(({ role }) => role === "gateway");
  const within = (role: "senderHost" | "receiverHost", way: readonly Row[]): readonly (readonly [string, End])[] =>
    way.map((row) => [name(role), { link: row.key, mtu: row["mtu"] ?? 0, kind: row["kind"] ?? "", mac: null }] as const);
  const ends: readonly (readonly [string, End])[] = [
    [name("sender"), sender],
    ...within("senderHost", ways.senderHost),
    [name("senderHost"), carriers.here],
    ...gatewayEnds.map((end, index) => [gateways[index]?.name ?? "gateway", end] as const),
    [name("receiverHost"), carriers.there],
    ...within("receiverHost", ways.receiverHost.toReversed()),
    [name("receiver"), receiver],
  ];
  return ends
    .filter(([, { link }]) => typeof link === "string")
    .map(([host, end], order) => ({
      key: `${order + 1} ${host} ${String(end.link)}`,
      host,
      link: end.link,
      kind: end.kind,
      mtu: end.mtu,
      order: order + 1,
    }));
}

function attached(given: Given): Value {
  const next = fieldOf(layoutOf(given, "sender"), "nextHop");
  return typeof next === "string" ? next === "none" : next;
}

/** "none" only where somebody looked. */
function nothingInside(given: Given): Value {
  const layout = readingOf(given, "layout", { host: given.host.key });
  return isUnread(layout) ? layout : "none";
}

const VPN: ReadonlySet<unknown> = new Set(["wireguard", "xfrm", "vti", "vti6", "ppp"]);

/** A device of a VPN by which the sender or a gateway reaches the target. */
function vpnOf(given: Given): Value {
  const outs = given.sources.filter(
    ({ collector, host }) => collector === "layout" && ["sender", "receiver", "gateway"].includes(host.role),
  );
  const known = outs.flatMap(({ answer, host }) =>
    "fields" in answer && VPN.has(answer.fields["outKind"])
      ? [`${typeof answer.fields["outInterface"] === "string" ? answer.fields["outInterface"] : "an interface"} on ${host.name}`]
      : [],
  );
  const unread = outs.filter(({ answer }) => !("fields" in answer));
  // One that was read at another moment was read.
  const dark = unread.find(({ host }) => isUnread(readingOf(given, "layout", { host: host.key })));
  return known[0] ?? (dark === undefined ? "none" : fieldOf(readingOf(given, "layout", { host: dark.host.key }), "outKind"));
}

const larger = (values: readonly Value[]): Value => extreme(values, Math.max);
const smallestOf = (values: readonly Value[]): Value => extreme(values, Math.min);

function extreme(values: readonly Value[], pick: (...numbers: number[]) => number): Value {
  const known = values.filter(isNumber);
  return known.length === 0 ? (values[0] ?? unknown("nothing is known")) : pick(...known);
}
