import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Row, type Unknown, type Value } from "#machines/contract/value.ts";
import { placesOf } from "./places.ts";
import { least, minus, plus, readingOf, windowOn, type Count, type HostWindow } from "../window.ts";

/** Counts of captures this close to each other differ by what was on its way when a window opened or closed. */
const EDGE = 2;

export function tracedDropsOf(given: Given): Reading {
  const at = windowOn(given, given.host.key);
  const here = fieldsOf(at.during("hostDrops"));
  const within = fieldsOf(at.during("passage"))("lostWithin");
  const backlog = backlogOf(at, here);
  const between = betweenHosts(given);
  const flapping = isFlapping(at);
  const filter = bounded(filterOf(at, here), within);
  const queue = bounded(queueOf(at, here), within);
  const counts = { programs: traced(at)("packetProgram"), reversePaths: at.change("protocolCounters", "TcpExtIPReversePathFilter") };
  return {
    fields: {
      filter,
      queue,
      backlog,
      lostWithin: within,
      flapLoss: flapping === true ? fieldsOf(at.during("passage"))("lostOnArrival") : flapping === false ? 0 : flapping,
      between: between.lost,
      outsidePossible: between.lost === 0 ? false : outside(at),
    },
    tables: {
      segments: between.rows,
      ...placesOf(at.during("dropReasons"), given.host.netns, { ...counts, rules: filter, queues: queue }),
    },
  };
}

/**
 * What the counters could not say, as with probes of which none came back, captures do not say either: a capture does not know whether the host is the right one, nor whether
 * what left a virtual switch left the host. Where they were seen last is said all the same.
 */
function outside(at: HostWindow): Value {
  const drops = at.during("hostDrops");
  const value = "unknown" in drops ? undefined : drops.fields["outsidePossible"];
  if (!isUnknown(value)) return true;
  const passage = at.during("passage");
  const last = "unknown" in passage ? undefined : passage.fields["firstMissing"];
  const [, place] = typeof last === "string" ? (/^after: (.+)$/u.exec(last) ?? []) : [];
  return place === undefined ? value : unknown(`${value.unknown}; captures lose sight of them after this: ${place}`);
}

type Fields = (name: string) => Count;

const fieldsOf =
  (reading: Reading | Unknown): Fields =>
  (name) => {
    if ("unknown" in reading) return reading;
    const value = reading.fields[name];
    return typeof value === "number" ? value : isUnknown(value) ? value : unknown(`${name} is absent`);
  };

const traced = (at: HostWindow): Fields => fieldsOf(at.during("dropReasons"));

/** Probes that were lost within this host are the most that a place within it can have dropped of them. */
const bounded = (count: Count, within: Count): Count => (isUnknown(count) || isUnknown(within) ? count : Math.min(count, within));

/**
 * Rules that count speak for themselves. Else the trace says how many packets rules dropped on the machine, and the protocol how many of this host
 * went where rules drop. Without a trace, what nothing else explains, provided that a rule that drops and does not count was seen.
 */
function filterOf(at: HostWindow, here: Fields): Count {
  if (!isUnknown(here("filter"))) return here("byRules");
  const place = plus(here("refusedIn"), here("refusedOut"));
  const byRules = traced(at)("netfilterRule");
  if (byRules === 0) return 0;
  if (!isUnknown(byRules)) return least(byRules, place);
  const uncounted = here("uncountedRules");
  return !isUnknown(uncounted) && uncounted > 0 ? place : byRules;
}

function queueOf(at: HostWindow, here: Fields): Count {
  const counted = here("queue");
  if (!isUnknown(counted)) return counted;
  const dropped = traced(at)("qdisc");
  return isUnknown(dropped) || dropped === 0 ? dropped : least(dropped, here("outDiscards"));
}

/** The reason is the same for a full backlog and for the flow limit; with the limit off it means the backlog. */
function backlogOf(at: HostWindow, here: Fields): Count {
  const counted = here("backlog");
  if (!isUnknown(counted)) return counted;
  if (!isFlowLimitOff(at)) return counted;
  const dropped = traced(at)("cpuBacklog");
  return isUnknown(dropped) || dropped === 0 ? dropped : least(dropped, here("rxDropped"));
}

/** Known to be off on every CPU; false also where nobody could read it, as in a network namespace that is not the machine's own. */
function isFlowLimitOff(at: HostWindow): boolean {
  const settings = at.during("sysctls");
  const bitmap = "unknown" in settings ? settings : settings.fields["flowLimitCpuBitmap"];
  return typeof bitmap === "string" && /^[0,]+$/.test(bitmap);
}

/** An interface that probes came by went down and up again. */
function isFlapping(at: HostWindow): boolean | Unknown {
  const changes = at.change("links", "carrierChanges");
  return isUnknown(changes) ? changes : changes > 0;
}

interface Between {
  readonly lost: Count;
  readonly rows: readonly Row[];
}

/**
 * What left one host and was not seen on the next, by the captures, less what the next one's cards, backlogs and programs say that they lost: a capture sees a packet
 * behind these. What is left was lost on the wire, in a switch, or on a hop nobody named.
 */
function betweenHosts(given: Given): Between {
  const hosts = given.hosts.filter(({ key }) => given.sources.some(({ collector, host }) => collector === "passage" && host.key === key));
  const lost = hosts.map((host): Count => {
    const at = windowOn(given, host.key);
    const arriving = fieldsOf(at.during("passage"))("lostOnArrival");
    if (isUnknown(arriving) || arriving === 0) return arriving;
    return isFlapping(at) === true ? 0 : minus(arriving, cards(at), programs(at));
  });
  if (lost.length === 0) return { lost: unknown("no capture was made"), rows: [] };
  const stations = readingOf(
    given.sources.find(({ collector }) => collector === "passage"),
    "passage",
  );
  return { lost: plus(...lost), rows: "unknown" in stations ? [] : segmentsIn(stations.tables?.["stations"] ?? []) };
}

/** Losses behind the wire and before the capture. A counter that cannot be read may hide all that is missing there: then nothing is left for the wire. */
function cards(at: HostWindow): Count {
  const here = fieldsOf(at.during("hostDrops"));
  return plus(atLeast(at, "backlog"), atLeast(at, "flowLimit"), here("ring"), here("damaged"), here("portBuffer"));
}

/**
 * XDP drops before the capture as well. The kernel traces what a generic program drops; a driver's or a card's own drops without a trace, and so may others.
 * What nobody counts may be all that is missing.
 */
function programs(at: HostWindow): Count {
  const links = at.after("links");
  if ("unknown" in links) return links;
  const attached = (links.tables?.["interfaces"] ?? []).filter(({ xdp }) => xdp !== undefined && xdp !== "none");
  const unread = attached.map(({ xdp }) => xdp).find(isUnknown);
  if (unread !== undefined) return unread;
  if (attached.length === 0) return 0;
  const dropped = traced(at)("packetProgram");
  if (!isUnknown(dropped) && dropped > 0 && attached.every(({ xdp }) => xdp === "generic")) return dropped;
  return unknown(`an XDP program at ${attached.map(({ key }) => key).join(" and ")} may drop packets before the capture sees them`);
}

function atLeast(at: HostWindow, field: "backlog" | "flowLimit"): Count {
  const count = fieldsOf(at.during("hostDrops"))(field);
  if (!isUnknown(count)) return count;
  // With the CPU's counter unreadable, all that the interfaces dropped may have been the backlog's.
  return field === "backlog" ? fieldsOf(at.during("hostDrops"))("rxDropped") : 0;
}

/** "requests between alpha and beta": stations of different hosts, one behind the other. */
function segmentsIn(stations: readonly Row[]): readonly Row[] {
  return stations.slice(1).flatMap((station, index): readonly Row[] => {
    const before = stations[index];
    if (before === undefined || before["host"] === station["host"]) return [];
    const missing = station["missing"] ?? unknown("not known");
    return [{ key: nameOf(before.key, station.key), missing: typeof missing === "number" && missing <= EDGE ? 0 : missing }];
  });
}

/** "3 request left alpha", "4 request seen on beta". */
function nameOf(from: string, to: string): string {
  const [, kind = "probe", first = "?"] = /^\d+ (\w+) (?:left|seen on) (.+)$/.exec(from) ?? [];
  const last = /(?:seen on|left|received by) (.+)$/.exec(to)?.[1] ?? "?";
  return `${kind === "reply" ? "answers" : "requests"} from ${first} to ${last}`;
}
