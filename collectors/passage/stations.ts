import type { Given, Source } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Row, type Unknown, type Value } from "#machines/contract/value.ts";

/** Counts this close to each other differ by what was on its way when a window opened or closed. */
const EDGE = 2;

/** One place in the order of a round trip. */
interface Station {
  readonly key: string;
  readonly host: string;
  readonly place: "sent" | "seen" | "left" | "received";
  readonly seen: number | Unknown;
}

export function passageOf(given: Given): Reading {
  const stations = believed(stationsOf(given), given);
  const steps = stations
    .slice(1)
    .map((station, index) => ({ station, before: stations[index] ?? station, missing: fewer(stations[index], station) }));
  const inside = steps.filter(({ station, before }) => station.host === before.host);
  const between = steps.filter(({ station, before }) => station.host !== before.host);
  const own = given.host.key;
  const turn = stations.findIndex(({ key }) => key.startsWith("reply"));
  const there = steps.slice(0, Math.max(0, turn - 1));
  const back = steps.slice(Math.max(0, turn - 1));
  return {
    fields: {
      lostOnArrival: total(between.filter(({ station }) => station.host === own)),
      lostWithin: total(inside.filter(({ station }) => station.host === own)),
      lostBetweenHosts: total(between),
      lostWithinHosts: total(inside),
      lostOnTheWay: total(there),
      lostOnTheWayBack: total(back),
      firstMissing: mostMissing(steps),
      complete: stations.every(({ seen }) => !isUnknown(seen)),
    },
    tables: {
      stations: stations.map(({ key, host, seen }, index): Row => ({
        key: `${index + 1} ${key}`,
        host,
        seen,
        missing: index === 0 ? 0 : (steps[index - 1]?.missing ?? 0),
      })),
    },
  };
}

/**
 * The captures know some encapsulations, not all. One that saw fewer probes than came out behind it did not know what they were wrapped in there: its count says nothing.
 * Only distinct probes are held against it, since legs of one path may each have seen the same one.
 */
function believed(stations: readonly Station[], given: Given): readonly Station[] {
  return stations.map((station, index) => {
    const { seen, host, place } = station;
    if (isUnknown(seen) || place === "sent") return station;
    const behind = stations.slice(index + 1).some((later) => later.place !== "left" && !isUnknown(later.seen) && later.seen > seen + EDGE);
    if (!behind) return station;
    const name = given.hosts.find(({ key }) => key === host)?.name ?? host;
    return {
      ...station,
      seen: unknown(`probes passed ${name} in something that its capture does not recognise: more were seen behind it`),
    };
  });
}

type Step = { readonly station: Station; readonly before: Station; readonly missing: number | Unknown };

function fewer(before: Station | undefined, station: Station): number | Unknown {
  if (before === undefined) return 0;
  if (isUnknown(before.seen)) return before.seen;
  if (isUnknown(station.seen)) return station.seen;
  const missing = before.seen - station.seen;
  return Math.abs(missing) <= EDGE ? 0 : Math.max(0, missing);
}

function total(steps: readonly Step[]): Value {
  if (steps.length === 0) return unknown("nothing was captured there");
  const blind = steps.find(({ missing }) => isUnknown(missing));
  if (blind !== undefined) return blind.missing;
  return steps.reduce((sum, { missing }) => sum + (isUnknown(missing) ? 0 : missing), 0);
}

function mostMissing(steps: readonly Step[]): Value {
  const blind = steps.find(({ missing }) => isUnknown(missing));
  const [most] = steps.toSorted((a, b) => countOf(b) - countOf(a));
  if (most !== undefined && countOf(most) > 0) return `after: ${most.before.key}`;
  if (steps.length <= 1) return unknown("nothing was captured there");
  return blind === undefined ? "nowhere" : blind.missing;
}

const countOf = ({ missing }: Step): number => (isUnknown(missing) ? -1 : missing);

/** The round trip's stations: there through the hosts in between as they were named, and back in the opposite order. */
function stationsOf(given: Given): readonly Station[] {
  const probe = given.sources.find(({ collector }) => collector === "ping");
  const captures = given.sources.filter(({ collector }) => collector === "pathCapture");
  const sender = probe?.host.key ?? "";
  const peer = peerOf(captures.find(({ host }) => host.key === sender));
  const receiver = receiverOf(captures, sender);
  const middle = captures.map(({ host }) => host.key).filter((key) => key !== sender && key !== receiver);
  const at = (key: string): Source | undefined => captures.find(({ host }) => host.key === key);
  const nameOf = (key: string): string => given.hosts.find((host) => host.key === key)?.name ?? key;
  const pass = (kind: "request" | "reply", host: string, place: "seen" | "left"): Station => ({
    key: `${kind} ${place === "seen" ? "seen on" : "left"} ${nameOf(host)}`,
    ...{ host, place },
    seen: isUnknown(peer) ? peer : countAt(at(host), { kind, place, peer, tunnels: tunnelsOf(given, host) }),
  });
  const through = (kind: "request" | "reply", hosts: readonly string[]): readonly Station[] =>
    hosts.flatMap((host) => [pass(kind, host, "seen"), pass(kind, host, "left")]);
  const sent = fieldOf(probe, "sent");
  const received = fieldOf(probe, "received");
  const ends = receiver === undefined ? [] : [pass("request", receiver, "seen"), pass("reply", receiver, "left")];
  return [
    { key: `sent by ${nameOf(sender)}`, host: sender, place: "sent", seen: sent },
    pass("request", sender, "left"),
    ...through("request", middle),
    ...ends,
    ...through("reply", middle.toReversed()),
    pass("reply", sender, "seen"),
    { key: `received by ${nameOf(sender)}`, host: sender, place: "received", seen: received },
  ];
}

/** Who the sender's probes come from: the address that its own requests bear. */
function peerOf(capture: Source | undefined): string | Unknown {
  const reading = readingOf(capture);
  if ("unknown" in reading) return reading;
  const [most] = (reading.tables?.["places"] ?? [])
    .filter((row) => row["kind"] === "request" && row["direction"] === "Out")
    .toSorted((a, b) => Number(b["seen"]) - Number(a["seen"]));
  return typeof most?.["peer"] === "string" ? most["peer"] : unknown(`no probe was seen leaving ${capture?.host.name ?? "the sender"}`);
}

/** The host in the role that answers; else the last one that is not the sender. */
const receiverOf = (captures: readonly Source[], sender: string): string | undefined =>
  (captures.find(({ host }) => host.role === "receiver") ?? captures.findLast(({ host }) => host.key !== sender))?.host.key;

interface Wanted {
  readonly kind: "request" | "reply";
  readonly place: "seen" | "left";
  readonly peer: string;
  /** Names of the host's tunnel devices. */
  readonly tunnels: ReadonlySet<string>;
}

/** What the kernel calls devices behind which a packet goes on inside another one, and a VPN's user-space device. */
const TUNNEL = /^(?:gre|gretap|ip6gre|ip6gretap|erspan|ip6erspan|ipip|ip6tnl|sit|vti6?|xfrm|vxlan|geneve|wireguard|bareudp|fou|tun|ppp)$/;

function tunnelsOf({ sources }: Given, host: string): ReadonlySet<string> {
  const rows = sources
    .filter((source) => source.collector === "links" && source.host.key === host)
    .flatMap(({ answer }) => ("fields" in answer ? (answer.tables?.["interfaces"] ?? []) : []));
  return new Set(rows.filter(({ kind }) => typeof kind === "string" && TUNNEL.test(kind)).map(({ key }) => key));
}

function countAt(capture: Source | undefined, { kind, place, peer, tunnels }: Wanted): number | Unknown {
  const reading = readingOf(capture);
  if ("unknown" in reading) return reading;
  if (reading.fields["complete"] !== true) return unknown(`the capture on ${capture?.host.name ?? "a host"} lost packets`);
  const rows = (reading.tables?.["places"] ?? []).filter((row) => row["peer"] === peer && row["kind"] === kind);
  if (place === "seen") {
    const seen = reading.tables?.["totals"]?.find((row) => row["peer"] === peer && row["kind"] === kind)?.["seen"];
    return typeof seen === "number" ? seen : 0;
  }
  // The last places in the host's order; two that are equally late are legs of one path, each with a part of the probes.
  const out = rows.filter((row) => row["direction"] === "Out");
  const last = Math.max(...out.map((row) => Number(row["order"])));
  const leaving = out.filter((row) => Number(row["order"]) > last - 0.5);
  // Recognised, they would have been seen once more, wrapped, on the device below: whether they got there is not known.
  const tunnel = leaving.find((row) => row["encapsulation"] === "-" && tunnels.has(String(row["interface"])));
  if (tunnel !== undefined)
    return unknown(
      `probes leave ${capture?.host.name ?? "a host"} through the tunnel ${String(tunnel["interface"])}, and none was recognised inside its packets`,
    );
  return leaving.reduce((sum, row) => sum + Number(row["seen"]), 0);
}

function fieldOf(source: Source | undefined, field: string): number | Unknown {
  const reading = readingOf(source);
  if ("unknown" in reading) return reading;
  const value = reading.fields[field];
  return typeof value === "number" ? value : unknown(`${field} of the probe is not known`);
}

function readingOf(source: Source | undefined): Reading | Unknown {
  if (source === undefined) return unknown("nothing was captured there");
  return "fields" in source.answer ? source.answer : unknown(`nothing was captured on ${source.host.name}: ${source.answer.kind}`);
}
