import type { Row } from "#machines/contract/value.ts";
import type { Packet } from "./packet.ts";

/** IPv4 without TCP options has 40 bytes: below 46 the packet does not fill the shortest Ethernet frame, 60 bytes with 14 of header. */
const SHORT = 46;

/** Longer than any packet: where there is none, none is short. */
const NONE = 65_536;

export const isShort = ({ ipLength }: Packet): boolean => ipLength < SHORT;

/** Which packets arrived here and never left: by their IP identification where they carry one, and by what TCP says in them. */
export function swallowedOf(packets: readonly Packet[]): ReadonlySet<Packet> {
  const left = packets.filter(({ arrives }) => !arrives);
  const exact = new Set(left.map(keyOf));
  const isMerged = (one: Packet): boolean => one.length > 0 && left.some((other) => sameSide(one, other) && covers(other, one));
  return new Set(packets.filter((one) => one.arrives && !exact.has(keyOf(one)) && !isMerged(one)));
}

/** Cards and kernels merge segments of one connection, and split them again: what leaves holds what came, or begins with it. */
const covers = (other: Packet, one: Packet): boolean =>
  one.seq !== null &&
  other.seq !== null &&
  ((other.length > one.length && other.seq <= one.seq && one.seq + one.length <= other.seq + other.length) ||
    (other.id !== 0 && other.id === one.id && other.seq === one.seq));

const keyOf = ({ id, flags, seq, ack, length }: Packet): string => [id, flags, seq, ack, length].join(" ");

/** Translation may change the client's end of a connection, and leaves the numbers. */
const sameSide = (a: Packet, b: Packet): boolean => a.from === b.from || a.to === b.to;

export interface Side {
  readonly service: string;
  readonly swallowed: ReadonlySet<Packet>;
}

/** What passed here of one connection, named by the client's end. */
export function flowRow(client: string, packets: readonly Packet[], { service, swallowed }: Side): Row {
  const count = (keep: (one: Packet) => boolean): number => packets.filter(keep).length;
  const fromService = (one: Packet): boolean => one.from === service;
  // A reset ends what somebody gave up: where it goes missing is the consequence of what went missing before.
  const lost = (one: Packet): boolean => swallowed.has(one) && !one.flags.includes("R");
  const carried = (one: Packet): boolean => fromService(one) && !one.arrives && one.length > 0;
  return {
    key: client,
    clientPort: Number(client.slice(client.lastIndexOf(":") + 1)),
    requestsIn: count((one) => !fromService(one) && one.arrives),
    requestsOut: count((one) => !fromService(one) && !one.arrives),
    answersIn: count((one) => fromService(one) && one.arrives),
    answersOut: count((one) => fromService(one) && !one.arrives),
    dataIn: count((one) => fromService(one) && one.arrives && one.length > 0),
    dataOut: count(carried),
    shortestDataOut: Math.min(...packets.filter(carried).map(({ ipLength }) => ipLength), NONE),
    synsIn: count((one) => !fromService(one) && one.arrives && one.flags === "S"),
    synsOut: count((one) => !fromService(one) && !one.arrives && one.flags === "S"),
    finsIn: count((one) => fromService(one) && one.arrives && one.flags.includes("F")),
    finsOut: count((one) => fromService(one) && !one.arrives && one.flags.includes("F")),
    shortIn: count((one) => one.arrives && isShort(one)),
    paddedIn: count((one) => one.arrives && isShort(one) && one.padded),
    badIn: count((one) => one.arrives && one.bad === true),
    badPassed: count((one) => one.arrives && one.bad === true && !swallowed.has(one)),
    swallowed: count(lost),
    swallowedResets: count((one) => swallowed.has(one) && one.flags.includes("R")),
    swallowedShort: count((one) => lost(one) && isShort(one)),
    swallowedBad: count((one) => lost(one) && one.bad === true),
    swallowedFins: count((one) => lost(one) && one.flags.includes("F")),
  };
}
