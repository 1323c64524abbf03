import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Value } from "#machines/contract/value.ts";
import { fragmentCount } from "./fragment-counts.ts";
import { fieldOf, readingOf, isNumber } from "./source-readings.ts";
import { type Facts, isAt, ownPath } from "./overhead-facts.ts";

/** What the sum says about one host. */
export interface Here {
  readonly oversizedHere: Value;
  readonly largerThanNetwork: Value;
  readonly boundaryIsOwnLink: Value;
  readonly lostInPieces: Value;
  readonly lostTowards: Value;
  readonly piecesTowards: Value;
  readonly fragmentsMissing: Value;
}

export function hereOf(given: Given, facts: Facts): Here {
  const { role } = given.host;
  const towards = role === "receiverHost" || role === "receiver" ? "there" : "back";
  const from = towards === "there" ? "senderHost" : "receiverHost";
  const made = fragmentCount(given, { role: from, count: "FragOKs" });
  return {
    oversizedHere: oversizedHere(given, facts),
    largerThanNetwork: largerThanNetwork(given, facts),
    boundaryIsOwnLink: boundaryIsOwnLink(given, facts),
    lostInPieces: anyTrue([inPieces(given, facts.lost.there, "senderHost"), inPieces(given, facts.lost.back, "receiverHost")]),
    // A direction at whose beginning nobody was named is not asked about.
    lostTowards: towards === "back" && !given.hosts.some((host) => host.role === "receiver") ? 0 : facts.lost[towards],
    piecesTowards: brokenUp(facts.lost[towards], made),
    fragmentsMissing: fragmentsMissing(given, from),
  };
}

/** Where the MTU comes from that the tunnel does not carry: the network's server, or the guest's own configuration where no server tells it any. */
function oversizedHere(given: Given, facts: Facts): Value {
  const { role } = given.host;
  if (facts.tunnelKind === "none") return "no";
  const exceeds = (mtu: Value): string => {
    if (!isNumber(mtu) || !isNumber(facts.carriedMtu)) return "unsure";
    return mtu > facts.carriedMtu ? "yes" : "no";
  };
  const offers = readingOf(given, "mtuOffers");
  if (role === "network") {
    if (fieldOf(offers, "offersMtu") === false) return "no";
    // The server's own interface has less than it hands out: it tells what is no longer true.
    const serving = fieldOf(offers, "servingMtu");
    if (isNumber(serving) && isNumber(facts.networkMtu) && facts.networkMtu > serving) return "no";
    return exceeds(facts.networkMtu);
  }
  if (role !== "sender" && role !== "receiver") return "no";
  if (!given.hosts.some((host) => host.role === `${role}Host`)) return "no";
  const told = fieldOf(offers, "offersMtu");
  if (told === true) return "no";
  if (isUnknown(told) && given.hosts.some((host) => host.role === "network")) return "unsure";
  return exceeds(ownPath(given, "ownMtu"));
}

/** Without a host of the network nobody says what its MTU is: a difference between two ends is then a mismatch of these two. */
function largerThanNetwork(given: Given, { networkMtu }: Facts): Value {
  const asked = given.host.role === "sender" || given.host.role === "receiver";
  return asked && given.hosts.some(({ role }) => role === "network") ? larger(ownPath(given, "ownMtu"), networkMtu) : false;
}

const larger = (one: Value, other: Value): Value => {
  if (!isNumber(one)) return one;
  return isNumber(other) ? one > other : other;
};

function boundaryIsOwnLink(given: Given, { boundary, overheadBytes, tunnelKind, lost }: Facts): Value {
  const own = ownPath(given, "ownMtu");
  if (!isNumber(boundary)) return lost.there === 0 || lost.back === 0 ? false : boundary;
  if (!isNumber(own)) return own;
  const carries = given.host.role === "senderHost" || given.host.role === "receiverHost";
  if (!carries || tunnelKind === "none") return isAt(boundary, own) ?? false;
  return isNumber(overheadBytes) ? (isAt(boundary, own - overheadBytes) ?? false) : overheadBytes;
}

/** Each of the packets that vanished would have been broken up by the end that sent it: fewer than that were not these. */
function brokenUp(lost: Value, made: Value): Value {
  if (!isNumber(lost)) return lost;
  if (lost === 0) return false;
  return isNumber(made) ? made >= lost : made;
}

const inPieces = (given: Given, lost: Value, from: string): Value =>
  given.hosts.some(({ role }) => role === from) ? brokenUp(lost, fragmentCount(given, { role: from, count: "FragOKs" })) : false;

function anyTrue(values: readonly Value[]): Value {
  if (values.includes(true)) return true;
  return values.find((value) => isUnknown(value)) ?? false;
}

function fragmentsMissing(given: Given, from: string): Value {
  if (given.host.role !== "senderHost" && given.host.role !== "receiverHost") return unknown("this host is no end of the tunnel");
  const made = fragmentCount(given, { role: from, count: "FragCreates" });
  const got = fragmentCount(given, { host: given.host.key, count: "ReasmReqds" });
  if (!isNumber(made)) return made;
  return isNumber(got) ? Math.max(0, made - got) : got;
}
