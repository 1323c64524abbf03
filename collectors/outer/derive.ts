import type { Given } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { OVER_IPV6, type Seen } from "../overhead-facts.ts";
import { overheadOfPath } from "../overhead-of-path.ts";
import { fragmentCount } from "../fragment-counts.ts";
import { type Answer, changeOf, fieldOf, isNumber, readingOf, rowsOf } from "../source-readings.ts";
import { lostOnTheWay, stopAt, waysOfFragments, type Way } from "./fragments.ts";
import { rulesThatDropped } from "./rules.ts";

const ENDS = ["senderHost", "receiverHost"] as const;

export function outerOf(given: Given): Reading {
  const ends = ENDS.map((role) => ({ role, found: readingOf(given, "tunnelCapture", { role }) }));
  const sum = overheadOfPath(given, seenInside(ends.map(({ found }) => found)));
  const own = readingOf(given, "tunnelCapture", { host: given.host.key });
  const end = ENDS.find((role) => given.host.role === role);
  const isEnd = end !== undefined;
  const ways = waysOfFragments(given, lostWays(given));
  const founds = ends.map(({ found }) => found);
  return {
    fields: {
      ...sum.fields,
      encapsulation: isEnd ? fieldOf(own, "encapsulation") : firstWord(founds, "encapsulation"),
      policy: isEnd ? fieldOf(own, "policy") : both(founds.map((found) => fieldOf(found, "policy"))),
      handsOnDf: isEnd
        ? fieldOf(own, "handsOnDf")
        : anyOf(lostWays(given).map(([, start]) => fieldOf(readingOf(given, "tunnelCapture", { role: start }), "handsOnDf"))),
      captureFilter: firstWord(founds, "innerFilter"),
      fragmentsSent: total(founds.map((found) => fieldOf(found, "fragmentsOut"))),
      fragmentsArrived: isEnd ? fieldOf(own, "fragmentsIn") : arrivedOn(given, ways),
      fragmentsLostBetween: lostOnTheWay(given, ways),
      fragmentsStop: end === undefined ? unknown("this host is no end of the tunnel") : stopAt(given, end),
      swallowed: swallowed(given, sum.fields["carriedMtu"] ?? null),
      refusalsSeen: refusalsSeen(given),
      eatsRefusals: eatsRefusals(given, own),
    },
    tables: {
      oversized: sum.tables?.["oversized"] ?? [],
      policies: policyRows(given, ends),
      broken: brokenRows(given),
      rules: rulesThatDropped(given, given.host.key),
    },
  };
}

function seenInside(founds: readonly Answer[]): Seen | null {
  const seen = founds.map((found) => ({ overheadBytes: fieldOf(found, "overhead"), encapsulation: fieldOf(found, "encapsulation") }));
  return seen.find((each): each is Seen => isNumber(each.overheadBytes)) ?? null;
}

const firstWord = (founds: readonly Answer[], name: string): Value => {
  const values = founds.map((found) => fieldOf(found, name));
  return values.find((value) => typeof value === "string") ?? values[0] ?? unknown("nothing was captured");
};

const both = (policies: readonly Value[]): Value => {
  const known = [...new Set(policies.filter((policy) => typeof policy === "string"))];
  return known.length === 0
    ? (policies[0] ?? unknown("nothing was captured"))
    : known.join(" here, ").concat(known.length > 1 ? " there" : "");
};

function anyOf(values: readonly Value[]): Value {
  if (values.includes(true)) return true;
  return values.find((value) => typeof value === "object") ?? (values.includes(false) ? false : unknown("nothing was captured"));
}

function total(values: readonly Value[]): Value {
  const known = values.filter(isNumber);
  return known.length === 0 ? (values[0] ?? unknown("nothing was captured")) : known.reduce((sum, each) => sum + each, 0);
}

const WAYS: readonly Way[] = [
  ["lostThere", "senderHost", "receiverHost"],
  ["lostBack", "receiverHost", "senderHost"],
];

/** The directions in which packets vanished; both where none did. */
function lostWays(given: Given): readonly Way[] {
  const large = readingOf(given, "largePackets");
  const lost = WAYS.filter(([name]) => {
    const packets = fieldOf(large, name);
    return isNumber(packets) && packets > 0;
  });
  return lost.length === 0 ? WAYS : lost;
}

const arrivedOn = (given: Given, ways: readonly Way[]): Value =>
  total(ways.map(([, , end]) => fieldOf(readingOf(given, "tunnelCapture", { role: end }), "fragmentsIn")));

function captures(given: Given): readonly Answer[] {
  const hosts = new Set(given.sources.filter(({ collector }) => collector === "tunnelCapture").map(({ host }) => host.key));
  return [...hosts].map((host) => readingOf(given, "tunnelCapture", { host }));
}

/**
 * Known where the near end was watched without a gap, and was seen to send the small ones on. A probe carries Don't Fragment; one that left in pieces was
 * not swallowed.
 */
function swallowed(given: Given, carried: Value | null): Value {
  const near = readingOf(given, "tunnelCapture", { role: "senderHost" });
  const complete = fieldOf(near, "complete");
  if (complete !== true) return complete === false ? unknown("the capture at the tunnel's near end has gaps") : complete;
  if (!isNumber(carried ?? undefined)) return carried ?? unknown("what the tunnel carries is not known");
  const out = rowsOf(near, "tunnels").filter(({ key }) => / Out .*, inside DF,/.test(key));
  if (out.length === 0) return unknown("no probe was seen leaving the tunnel's near end");
  const isLarge = (size: Value | undefined): boolean => isNumber(size) && isNumber(carried ?? undefined) && size > Number(carried);
  if (out.some(({ largestInner }) => isLarge(largestInner))) return 0;
  const sizes = rowsOf(readingOf(given, "dfSweep", { role: "sender" }), "sizes");
  return sizes
    .filter(({ key, fate }) => isLarge(Number(key)) && fate === "lost")
    .reduce((sum, { sent }) => sum + (isNumber(sent) ? sent : 0), 0);
}

/** Wherever somebody looked; a host that could not look leaves it open. */
function refusalsSeen(given: Given): Value {
  const all = captures(given).flatMap((found) => ["refusalsIn", "refusalsOut"].map((name) => fieldOf(found, name)));
  const seen = all.filter(isNumber).reduce((sum, each) => sum + each, 0);
  return seen > 0 ? seen : (all.find((value) => typeof value === "object") ?? (all.length === 0 ? unknown("nothing was captured") : 0));
}

/** It came in, or the host's own stack refused packets and should have said so, and nothing left. */
function eatsRefusals(given: Given, own: Answer): Value {
  const [into, out] = [fieldOf(own, "refusalsIn"), fieldOf(own, "refusalsOut")];
  if (!isNumber(into)) return into;
  if (!isNumber(out)) return out;
  const refused = changeOf(given, "protocolCounters", { host: given.host.key, field: "IpFragFails" });
  return out === 0 && (into > 0 || (isNumber(refused) && refused > 0));
}

function policyRows(given: Given, ends: readonly { readonly role: string; readonly found: Answer }[]): readonly Row[] {
  return ends.flatMap(({ role, found }) => {
    const host = given.hosts.find((each) => each.role === role);
    const policy = fieldOf(found, "policy");
    if (host === undefined || typeof policy !== "string") return [];
    const tunnel = fieldOf(readingOf(given, "path", { role: "sender" }), "tunnel");
    const name = role === "senderHost" && typeof tunnel === "string" ? `${host.name} ${tunnel}` : host.name;
    const packets = fieldOf(found, "wrappedOut");
    return [
      {
        key: `${name}: ${sayPolicy(policy, fieldOf(found, "encapsulation"))}`,
        packets,
        handsOn: fieldOf(found, "handsOnDf") === true ? 1 : 0,
      },
    ];
  });
}

/** IPv6 has no Don't Fragment: nobody on the way breaks up its packets (RFC 8200 4.5). */
const sayPolicy = (policy: string, encapsulation: Value): string =>
  policy === "always" && typeof encapsulation === "string" && encapsulation.endsWith(OVER_IPV6)
    ? "outside is IPv6, which nobody on the way breaks up"
    : `Don't Fragment outside ${policy}`;

function brokenRows(given: Given): readonly Row[] {
  return ENDS.flatMap((role) => {
    const host = given.hosts.find((each) => each.role === role);
    const packets = fragmentCount(given, { role, count: "FragOKs" });
    return host !== undefined && isNumber(packets) && packets > 0 ? [{ key: host.name, packets }] : [];
  });
}
