import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { fieldOf, readingOf, isNumber, rowsOf } from "./source-readings.ts";
import { forgottenPart } from "./encapsulation.ts";
import { type Facts, factsOf, isAt, large, ownPath, pathField, type Seen } from "./overhead-facts.ts";
import { espAt } from "./overhead-esp.ts";
import { lostBetween } from "./lost-between.ts";
import { nothingUnseen } from "./program-on-path.ts";
import { hereOf } from "./overhead-here.ts";

export function overheadOfPath(given: Given, seen: Seen | null): Reading {
  const facts = factsOf(given, seen);
  const tooLargeBy = differenceOf(facts);
  const tooLargeIs = partOf(tooLargeBy, facts);
  const here = hereOf(given, facts);
  return {
    fields: {
      guestMtu: facts.guestMtu,
      carriedMtu: facts.carriedMtu,
      tooLargeBy,
      tooLargeIs,
      fits: fitsOf(facts.guestMtu, facts),
      boundary: facts.boundary,
      boundaryIs: boundaryIs(given, facts),
      lostBetween: lostBetween(given),
      nothingUnseen: nothingUnseen(given),
      lostInPieces: here.lostInPieces,
      fragmented: large(given, "fragmented"),
      underlayVanishes: underlayVanishes(given),
      underlayEndsEqual: underlayEndsEqual(given),
      attached: pathField(given, "attached"),
      tunnelKind: facts.tunnelKind,
      vpn: vpnOn(given),
      tagShort: tagShort(given),
      oversizedHere: here.oversizedHere,
      largerThanNetwork: here.largerThanNetwork,
      networkFits: fitsOf(facts.networkMtu, facts),
      smallerThanPeer: ownPath(given, "smallerThanPeer"),
      boundaryIsOwnLink: here.boundaryIsOwnLink,
      insideHere: insideHere(given, facts),
      lostTowards: here.lostTowards,
      piecesTowards: here.piecesTowards,
      fragmentsMissing: here.fragmentsMissing,
    },
    tables: { oversized: here.oversizedHere === "yes" ? oversizedRows(given, { facts, tooLargeBy, tooLargeIs }) : [] },
  };
}

function differenceOf({ guestMtu, carriedMtu }: Facts): Value {
  if (!isNumber(guestMtu)) return guestMtu;
  return isNumber(carriedMtu) ? Math.max(0, guestMtu - carriedMtu) : carriedMtu;
}

function partOf(tooLargeBy: Value, { overheadBytes, outside }: Facts): Value {
  if (!isNumber(tooLargeBy)) return tooLargeBy;
  if (tooLargeBy === 0) return "nothing";
  return (
    forgottenPart(tooLargeBy, isNumber(overheadBytes) ? overheadBytes : null, outside) ??
    `part of the tunnel's ${isNumber(overheadBytes) ? `${overheadBytes} bytes` : "overhead"}`
  );
}

export function fitsOf(mtu: Value, { carriedMtu, tunnelKind }: Facts): string {
  if (tunnelKind === "none") return "none";
  if (!isNumber(mtu) || !isNumber(carriedMtu)) return "unsure";
  return mtu <= carriedMtu ? "yes" : "no";
}

/** Which of the things that are known makes sizes end where they end. */
function boundaryIs(given: Given, { boundary, carriedMtu, tunnelKind }: Facts): Value {
  if (!isNumber(boundary)) return large(given, "lost") === 0 ? "none" : boundary;
  if (isUnknown(tunnelKind)) return "unsure";
  if (tunnelKind === "none") return withoutTunnel(given, boundary);
  if (!isNumber(carriedMtu)) return "unsure";
  if (isAt(boundary, carriedMtu) === true) return "tunnel";
  if (boundary > carriedMtu) return "unsure";
  if (insideAt(given, boundary).length > 0) return "inside";
  return isTagShort(given) ? "tag" : (vpnOr(espOf(given)) ?? "below");
}

/** The hosts that carry the tunnel on which a device before it is just where sizes end. */
const insideAt = (given: Given, boundary: Value): readonly string[] =>
  given.hosts
    .filter(({ role }) => role === "senderHost" || role === "receiverHost")
    .filter(({ key }) => isAt(boundary, fieldOf(readingOf(given, "path", { host: key }), "insideMtu")) === true)
    .map(({ key }) => key);

/** Where the tunnel's own limit is not known yet, a device with the same MTU may only have been given what fits. */
function insideHere(given: Given, facts: Facts): Value {
  const carries = given.host.role === "senderHost" || given.host.role === "receiverHost";
  const inside = carries ? ownPath(given, "insideLink") : "none";
  if (isUnknown(inside)) return inside;
  if (!insideAt(given, facts.boundary).includes(given.host.key)) return "no";
  const is = boundaryIs(given, facts);
  return is === "unsure" ? "unsure" : is === "inside" ? "yes" : "no";
}

/** The ESP that explains the boundary, on the links or around the tunnel. */
function espOf(given: Given): string | null {
  const { boundary, underlayMtu, overheadBytes, tunnelKind } = factsOf(given, null);
  const mtu = tunnelKind === "none" ? pathField(given, "smallestLinkMtu") : underlayMtu;
  const inside = tunnelKind === "none" ? 0 : overheadBytes;
  return isNumber(boundary) && isNumber(mtu) && isNumber(inside) ? espAt(given, { boundary, mtu, inside }) : null;
}

const vpnOr = (esp: string | null): string | null => (esp === null || esp === "unsure" ? esp : "vpn");

function vpnOn(given: Given): Value {
  const device = pathField(given, "vpn");
  if (device !== "none") return device;
  const esp = espOf(given);
  return esp === null || esp === "unsure" ? device : esp;
}

function withoutTunnel(given: Given, boundary: number): string {
  const smallest = pathField(given, "smallestLinkMtu");
  if (!isNumber(smallest)) return "unsure";
  if (isAt(boundary, smallest) === true) return "link";
  if (isTagShort(given)) return "tag";
  const vpn = pathField(given, "vpn");
  if (typeof vpn === "string" && vpn !== "none") return "vpn";
  const esp = vpnOr(espOf(given));
  if (esp !== null) return esp;
  const attached = pathField(given, "attached");
  return attached === true ? "between" : attached === false ? "beyond" : "unsure";
}

/** 4 bytes for one tag, 8 for two, on a path with a VLAN's interface. */
function tagShort(given: Given): Value {
  const below = large(given, "belowFull");
  if (!isNumber(below)) return isUnknown(below) ? below : false;
  if (below !== 4 && below !== 8) return false;
  const tagged = given.hosts.map((host) => fieldOf(readingOf(given, "path", { host: host.key }), "taggedLink"));
  return tagged.includes(true) || (tagged.find((each) => isUnknown(each)) ?? false);
}

const isTagShort = (given: Given): boolean => tagShort(given) === true;

/** Sweeps from one end of the tunnel to the other, over the underlay itself. */
function underlayVanishes(given: Given): Value {
  const sweeps = ["senderHost", "receiverHost"].map((role) => fieldOf(readingOf(given, "dfSweep", { role }), "vanished"));
  if (sweeps.some((vanished) => isNumber(vanished) && vanished > 0)) return true;
  const dark = sweeps.find((vanished) => isUnknown(vanished));
  return dark ?? false;
}

function underlayEndsEqual(given: Given): Value {
  const found = readingOf(given, "path", { role: "senderHost" });
  const smaller = fieldOf(found, "smallerThanPeer");
  if (typeof smaller !== "boolean") return smaller;
  return fieldOf(found, "ownMtu") === fieldOf(found, "peerMtu");
}

interface Oversized {
  readonly facts: Facts;
  readonly tooLargeBy: Value;
  readonly tooLargeIs: Value;
}

/** What hands out the MTU on this host, with the sum in words: what a verdict shows. */
function oversizedRows(given: Given, { facts, tooLargeBy, tooLargeIs }: Oversized): readonly Row[] {
  const mtu = given.host.role === "network" ? facts.networkMtu : ownPath(given, "ownMtu");
  const by = isNumber(mtu) && isNumber(facts.carriedMtu) ? mtu - facts.carriedMtu : tooLargeBy;
  const sum = `guests have ${String(mtu)}, the tunnel carries ${String(facts.carriedMtu)}: ${String(by)} bytes too many, ${String(tooLargeIs)}`;
  const what =
    given.host.role === "network" ? offerKey(given) : `${String(ownPath(given, "ownLink"))}, over ${String(pathField(given, "tunnel"))}`;
  return [{ key: `${what}: ${sum}`, by: isNumber(by) ? by : unknown("the difference is not known") }];
}

function offerKey(given: Given): string {
  const offers = rowsOf(readingOf(given, "mtuOffers", { host: given.host.key }), "offers");
  return offers.find((row) => row["forClient"] === true && row["tag"] === "none")?.key ?? "DHCP option 26 (MTU)";
}
