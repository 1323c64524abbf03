import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Row, type Unknown, type Value } from "#machines/contract/value.ts";
import { budgetShort, unserved } from "./budget.ts";
import { echoesOf, type Echoes } from "./echoes.ts";
import { least, minus, plus, possible, windowOn, type Count, type HostWindow } from "../window.ts";

export function hostDropsOf(given: Given): Reading {
  const at = windowOn(given, given.host.key);
  const echoes = echoesOf(given);
  const { role } = given.host;
  const rules = filterOf(at);
  const queues = queuesOf(at);
  const backlog = least(at.change("links", "rxDropped"), at.change("softnet", "backlogDropped"));
  const flowLimit = least(at.change("links", "rxDropped"), at.change("softnet", "flowLimited"));
  const taps = tapsOf(at);
  const cards = cardsOf(at);
  const short = budgetShort(at);
  const late = backlog === 0 ? cards.ring : unserved(cards.ring, both(at, "backlogDropped", backlog), short);
  const could = (count: Count): boolean => (isUnknown(count) || !echoes.silent ? possible(count) : silences(count, echoes));
  return {
    fields: {
      backlog: both(at, "backlogDropped", backlog),
      backlogPossible: could(backlog),
      flowLimit: both(at, "flowLimited", flowLimit),
      flowLimitPossible: could(flowLimit),
      ring: cards.ring,
      ringPossible: could(cards.ring),
      budgetShort: either(short, positive(cards.ring)),
      unserved: late,
      unservedPossible: short === true || could(late),
      portBuffer: cards.portBuffer,
      portBufferPossible: could(cards.portBuffer),
      damaged: cards.damaged,
      damagedPossible: could(cards.damaged),
      filter: rules.counted,
      filterPossible: could(rules.counted),
      byRules: byRules(at),
      uncountedRules: rules.uncounted,
      queue: queues.drops,
      queuePossible: could(queues.drops),
      queuePassed: plus(at.change("qdisc", "sentPackets"), queues.drops),
      program: queues.programs,
      programPossible: possible(programsOf(at)),
      tap: taps.dropped,
      tapPossible: could(taps.dropped),
      tapOffered: taps.offered,
      tablePossible: could(at.change("conntrack", "drop")),
      // What it does to ARP it counts nowhere: then nothing arrives at all.
      reversePathPossible: echoes.silent || possible(at.change("protocolCounters", "TcpExtIPReversePathFilter")),
      resolutionPossible: echoes.silent || isUnknown(echoes.lost) || possible(echoes.errors),
      refusedIn: refusedIn(at),
      refusedOut: minus(at.change("protocolCounters", "IpOutDiscards"), queues.drops),
      outDiscards: at.change("protocolCounters", "IpOutDiscards"),
      rxDropped: at.change("links", "rxDropped"),
      unanswered: role === "receiver" ? echoes.unanswered : 0,
      rateLimited: role === "receiver" ? ofProbes(limited(at).total, echoes.unanswered) : 0,
      udpRefused: udpRefused(at),
      ...directions(role, echoes),
    },
    tables: { queues: queues.rows, taps: taps.rows, limits: limited(at).rows, reversePaths: reversePaths(at) },
  };
}

const positive = (count: Count): Value => (isUnknown(count) ? count : count > 0);

/** Three-valued: one that is known to hold decides. */
const either = (one: Value, other: Value): Value => one === true || other === true || (isUnknown(one) ? one : other);

/** Counted at the interface and by the CPU: only what both saw was this host's. With one of the two unreadable it is not a count. */
function both(at: HostWindow, column: string, bound: Count): Count {
  const [device, cpu] = [at.change("links", "rxDropped"), at.change("softnet", column)];
  return isUnknown(device) ? device : isUnknown(cpu) ? cpu : bound;
}

const cardsOf = (at: HostWindow): Readonly<Record<"ring" | "portBuffer" | "damaged", Count>> => ({
  ring: most(at.change("links", "rxMissed"), at.change("cardCounters", "noBuffer")),
  portBuffer: at.change("cardCounters", "portBuffer"),
  damaged: most(at.change("links", "rxErrors"), at.change("cardCounters", "damaged")),
});

/**
 * Drivers hand some of their counts on to the kernel's counter and keep others: the greater one is the count. Where one is unknown and the other did not move,
 * nobody knows.
 */
function most(kernel: Count, driver: Count): Count {
  if (isUnknown(kernel)) return kernel;
  if (isUnknown(driver)) return kernel > 0 ? kernel : driver;
  return Math.max(kernel, driver);
}

/** What silences a target drops all of the probes. A place that counted much less than are missing dropped others, as rules on most hosts do all day. A fifth is the tolerance of the counts. */
const silences = (count: number, { lost }: Echoes): boolean => isUnknown(lost) || count >= 0.8 * lost;

/** A wrong address, a host that is down and a wire that is cut look the same from outside: what is left over when hosts are ruled out is then not the way. */
const SILENT = unknown(
  "not one of the probes came back, and so nobody knows whether the target answers pings at all; one-guest-unreachable and new-connections-time-out find what cuts a host off",
);

/** What the host that stands in this role can have lost on the way in and on the way out. */
function directions(role: string, { lost, there, back, silent }: Echoes): Readonly<Record<string, Value>> {
  // Nothing is missing of the probes: another measure shows the symptom, and the probes exclude nothing.
  const open = lost === 0 || isUnknown(lost);
  const [arriving, leaving] = role === "sender" ? [back, there] : role === "receiver" ? [there, back] : [lost, lost];
  const outside = isUnknown(lost) || possible(lost === 0 ? 0 : isUnknown(there) || isUnknown(back) ? lost : Math.max(there, back));
  return {
    arrivalPossible: open || possible(arriving),
    departurePossible: open || possible(leaving),
    outsidePossible: outside ? (silent ? SILENT : true) : false,
  };
}

/** Counters of all rules that drop; unknown while one has none, or one went away. */
function filterOf(at: HostWindow): { readonly counted: Count; readonly uncounted: Value } {
  const rules = at.rows("firewall", "dropRules", "packets");
  const after = at.after("firewall");
  if ("unknown" in after) return { counted: after, uncounted: after };
  const uncounted = after.fields["uncountedDropRules"] ?? unknown("the rules were not counted");
  if ("unknown" in rules) return { counted: rules, uncounted };
  if (isUnknown(uncounted)) return { counted: uncounted, uncounted };
  if (uncounted !== 0) return { counted: unknown("a rule or policy that drops has no counter"), uncounted };
  return { counted: plus(...rules.map(([, change]) => change)), uncounted };
}

/** At least so many: a rule without a counter adds nothing. ARP is no packet of a probe; and what is invalid was made so by something else. */
function byRules(at: HostWindow): Count {
  const rows = at.rows("firewall", "dropRules", "packets");
  const after = at.after("firewall");
  if ("unknown" in rows) return rows;
  if ("unknown" in after) return after;
  const ofInvalid = new Set((after.tables?.["invalidRules"] ?? []).map(({ key }) => key));
  const own = rows.filter(([key, change]) => !key.startsWith("arp ") && !ofInvalid.has(key) && !isUnknown(change));
  return plus(...own.map(([, change]) => change));
}

const INBOUND = /^\S+ (?:ingress|clsact) /;

/** Queueing disciplines by `tc`; by the interfaces' own word on which discipline they have where there is no `tc`. */
function queuesOf(at: HostWindow): { readonly drops: Count; readonly programs: Count; readonly rows: readonly Row[] } {
  const rows = at.rows("qdisc", "qdiscs", "drops");
  if ("unknown" in rows) return { drops: rows, programs: rows, rows: disciplinesOf(at) };
  const inbound = rows.filter(([key]) => INBOUND.test(key));
  const programs = plus(...inbound.map(([, change]) => change));
  return {
    drops: minus(at.change("qdisc", "drops"), programs),
    programs,
    rows: rows.filter(([key]) => !INBOUND.test(key)).map(([key, drops]) => ({ key, drops })),
  };
}

/** The one interface whose discipline can drop, and what the host could not send; with several nobody knows which. */
function disciplinesOf(at: HostWindow): readonly Row[] {
  const links = at.after("links");
  const shaped = "unknown" in links ? [] : (links.tables?.["interfaces"] ?? []).filter((row) => SHAPES.test(String(row["qdisc"])));
  return shaped.map((row) => ({
    key: `${row.key} ${String(row["qdisc"])}`,
    drops:
      shaped.length === 1 ? at.change("protocolCounters", "IpOutDiscards") : unknown("several interfaces have a discipline that can drop"),
  }));
}

/** Disciplines that somebody configured; the defaults drop as well, and are not what one looks for without `tc`. */
const SHAPES = /^(?:tbf|htb|hfsc|cbq|netem|red|gred|choke|codel|sfq|drr|prio|bfifo|pfifo|police|cake|fq_pie|pie)$/;

/** Programs at the interfaces: attached XDP, or hooks that filters of tc can hang on. Zero excludes them. */
function programsOf(at: HostWindow): Count {
  const links = at.after("links");
  const disciplines = at.after("qdisc");
  if ("unknown" in links) return links;
  if ("unknown" in disciplines) return disciplines;
  const programs = (links.tables?.["interfaces"] ?? []).map(({ xdp }) => xdp ?? unknown("whether a program is attached was not read"));
  const attached = programs.filter((xdp) => typeof xdp === "string" && xdp !== "none").length;
  const unsaid = programs.find(isUnknown);
  if (attached === 0 && unsaid !== undefined) return unsaid;
  return attached + (disciplines.tables?.["qdiscs"] ?? []).filter(({ key }) => INBOUND.test(key)).length;
}

function tapsOf(at: HostWindow): { readonly dropped: Count; readonly offered: Count; readonly rows: readonly Row[] } {
  const rows = at.rows("links", "interfaces", "txDropped");
  const sent = at.rows("links", "interfaces", "txPackets");
  const links = at.after("links");
  if ("unknown" in rows) return { dropped: rows, offered: rows, rows: [] };
  if ("unknown" in links) return { dropped: links, offered: links, rows: [] };
  const kinds = new Map((links.tables?.["interfaces"] ?? []).map((row) => [row.key, row["kind"]]));
  const taps = rows.filter(
    ([key]) => kinds.get(key) === "tun" || kinds.get(key) === "tap" || (isUnknown(kinds.get(key)) && /^(?:tun|tap)/.test(key)),
  );
  const full = new Set(taps.flatMap(([key, dropped]) => (possible(dropped) ? [key] : [])));
  const dropped = plus(...taps.map(([, change]) => change));
  // What a device dropped it does not count as sent.
  const offered = "unknown" in sent ? sent : plus(dropped, ...sent.flatMap(([key, change]) => (full.has(key) ? [change] : [])));
  return { dropped, offered, rows: taps.map(([key, change]) => ({ key, dropped: change })) };
}

/** Taken by the Internet protocol and handed to nobody, less what other counters explain: rules leave no other trace here. */
function refusedIn(at: HostWindow): Count {
  const ip = (name: string): Count => at.change("protocolCounters", name);
  const table = at.change("conntrack", "drop");
  return minus(
    minus(ip("IpInReceives"), ip("IpInDelivers"), ip("IpForwDatagrams")),
    ...[ip("IpInHdrErrors"), ip("IpInAddrErrors"), ip("IpInDiscards"), ip("IpInUnknownProtos")],
    ...[ip("IpExtInNoRoutes"), ip("TcpExtIPReversePathFilter"), minus(ip("IpReasmReqds"), ip("IpReasmOKs"))],
    isUnknown(table) ? 0 : table,
  );
}

const LIMITS = { "net.ipv4.icmp_ratelimit": "IcmpOutRateLimitHost", "net.ipv4.icmp_msgs_per_sec": "IcmpOutRateLimitGlobal" } as const;

function limited(at: HostWindow): { readonly total: Count; readonly rows: readonly Row[] } {
  const rows = Object.entries(LIMITS).map(([key, name]): Row & { readonly messages: Count } => ({
    key,
    messages: at.change("protocolCounters", name),
  }));
  return { total: plus(...rows.map(({ messages }) => messages)), rows };
}

/** The limits hold for errors too: of a host whose answers find no next hop they hold back its own word of that. More than went unanswered says nothing of probes. */
function ofProbes(messages: Count, unanswered: Count): Count {
  if (isUnknown(messages) || isUnknown(unanswered) || messages <= unanswered) return messages;
  return unknown(`${messages} ICMP messages were held back and only ${unanswered} probes not answered: some were errors`);
}

/** The kernel counts refusals of the reverse path for the whole host. They came in by the one interface that received as many packets; by which of several, nobody knows. */
function reversePaths(at: HostWindow): readonly Row[] {
  const refused = at.change("protocolCounters", "TcpExtIPReversePathFilter");
  const received = at.rows("links", "interfaces", "rxPackets");
  if (isUnknown(refused) || refused === 0 || "unknown" in received) return [];
  const able = received.filter(([key, packets]) => key !== "lo" && (isUnknown(packets) || packets >= refused));
  return able.length === 1 ? able.map(([key]) => ({ key, refused })) : [];
}

/** The protocol's own count; where it may not be read, that of the sockets that are still open. */
function udpRefused(at: HostWindow): Count | Unknown {
  const counted = at.change("protocolCounters", "UdpRcvbufErrors");
  return isUnknown(counted) ? at.change("sockets", "udpDrops") : counted;
}
