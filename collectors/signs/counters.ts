import type { Count, HostWindow } from "../window.ts";
import { type Area, isAway, join, type Looked, type Weights } from "./areas.ts";
import { ANY_RULE, rulesOn } from "./rules.ts";

export interface Counter {
  readonly collector: string;
  readonly field: string;
  readonly weights: Weights;
  /** Fewer in the window are what healthy hosts show. Default 1. */
  readonly least?: number;
  /** Of how many (a field of the same collector): a few are everyday as long as most of these are well. */
  readonly outOf?: string;
  /** Traffic alone moves it: it weighs beside other signs, and says nothing by itself. */
  readonly beside?: true;
}

const tcp = (field: string, weights: Weights, least?: number): Counter => ({
  collector: "protocolCounters",
  field,
  weights,
  ...(least === undefined ? {} : { least }),
});

/** Of the login's own namespace each rule is looked at; of others only the sum is known. */
const RULES: Counter = { collector: "firewall", field: "dropPackets", weights: ANY_RULE };

/**
 * Counters that a healthy host does not move. Left out on purpose: softnet squeezes, rx dropped by itself (frames of a protocol nobody speaks), datagrams for
 * closed ports or with wrong checksums, and packets for other hosts: they move without harm.
 */
export const COUNTERS: readonly Counter[] = [
  { collector: "links", field: "rxMissed", weights: { loss: 9, slow: 3 } },
  { collector: "links", field: "rxFifo", weights: { loss: 8 } },
  { collector: "links", field: "rxErrors", weights: { loss: 6 } },
  { collector: "links", field: "txErrors", weights: { loss: 4, largePackets: 4 } },
  { collector: "links", field: "txDropped", weights: { loss: 5, guests: 3 } },
  { collector: "links", field: "carrierChanges", weights: { bond: 5, loss: 4, virtualAddress: 3, guests: 2 } },
  { collector: "qdisc", field: "drops", weights: { loss: 6, slow: 6 } },
  { collector: "qdisc", field: "overlimits", weights: { delay: 3, slow: 2 }, least: 100, beside: true },
  { collector: "conntrack", field: "drop", weights: { connections: 9, loss: 4 } },
  { collector: "conntrack", field: "insertFailed", weights: { connections: 7 } },
  { collector: "conntrack", field: "earlyDrop", weights: { connections: 8 } },
  { collector: "conntrack", field: "invalid", weights: { hangs: 6, connections: 2 } },
  RULES,
  tcp("UdpRcvbufErrors", { loss: 8 }),
  tcp("UdpSndbufErrors", { loss: 6 }),
  tcp("IpInHdrErrors", { loss: 3 }),
  tcp("IpReasmFails", { largePackets: 7, loss: 2 }),
  tcp("IpReasmTimeout", { largePackets: 6, loss: 2 }),
  tcp("IpFragFails", { largePackets: 9 }),
  tcp("IpFragCreates", { largePackets: 4, slow: 3 }, 10),
  tcp("Icmp6InPktTooBigs", { largePackets: 4 }),
  tcp("Ip6FragFails", { largePackets: 8 }),
  tcp("IpOutNoRoutes", { connections: 5 }),
  tcp("IpExtInNoRoutes", { connections: 5 }),
  tcp("TcpExtIPReversePathFilter", { connections: 7 }),
  tcp("TcpExtListenOverflows", { connections: 9 }),
  tcp("TcpExtListenDrops", { connections: 8 }),
  tcp("TcpExtTCPReqQFullDrop", { connections: 9 }),
  tcp("TcpExtTCPReqQFullDoCookies", { connections: 6 }),
  tcp("TcpExtTCPSynRetrans", { connections: 6 }, 2),
  // A program that begins before its server listens is refused once or twice, and then goes on.
  { ...tcp("TcpAttemptFails", { connections: 3 }, 3), outOf: "TcpActiveOpens" },
  tcp("TcpInCsumErrors", { hangs: 8 }),
  tcp("TcpInErrs", { hangs: 4 }),
  tcp("TcpExtTCPTimeouts", { hangs: 3, largePackets: 2, slow: 2 }, 5),
  { ...tcp("TcpRetransSegs", { loss: 2, slow: 3 }, 20), beside: true },
  tcp("TcpExtTCPZeroWindowDrop", { slow: 7 }),
  tcp("TcpExtPruneCalled", { slow: 8 }),
  tcp("TcpExtRcvPruned", { slow: 8 }),
  tcp("TcpExtTCPRcvQDrop", { slow: 7 }),
  tcp("TcpExtTCPBacklogDrop", { slow: 7 }),
  tcp("TcpExtTCPMemoryPressures", { slow: 6 }),
];

/** What moved in the window and should not. */
export function countersOn(window: HostWindow): Looked {
  return join([
    ...COUNTERS.filter((counter) => counter !== RULES).map((counter) => one(counter, (field) => window.change(counter.collector, field))),
    rulesOn(window),
    fragments(window),
    backlog(window),
    neutron(window),
  ]);
}

export function one({ collector, field, weights, least = 1, outOf, beside }: Counter, changeOf: (field: string) => Count): Looked {
  const count = changeOf(field);
  if (typeof count !== "number") return { signs: [], unread: isAway(count) ? [] : [{ areas: areasOf(weights), why: count }] };
  const whole = outOf === undefined ? undefined : changeOf(outOf);
  const few = typeof whole === "number" && count < MANY && count < MOST * whole;
  const sign = { key: `${collector} ${field}`, count, weights, ...(beside === true ? { beside } : {}) };
  return { signs: count >= least && !few ? [sign] : [], unread: [] };
}

/** However many are well, so many are not everyday. */
const MANY = 20;
const MOST = 2 / 3;

const areasOf = (weights: Weights): readonly Area[] => Object.keys(weights) as Area[];

/** Where one in ten packets that this host sends is cut, what it sends is too large for where it goes. */
function fragments(window: HostWindow): Looked {
  const [cut, made, passed] = ["IpFragOKs", "IpOutRequests", "IpForwDatagrams"].map((field) => window.change("protocolCounters", field));
  if (typeof cut !== "number" || typeof made !== "number") return { signs: [], unread: [] };
  const share = cut / Math.max(1, made + (typeof passed === "number" ? passed : 0));
  const many = cut >= LEAST_CUT && share >= SHARE_CUT;
  return { signs: many ? [{ key: "packets that are cut", count: cut, weights: { largePackets: 5 } }] : [], unread: [] };
}

const LEAST_CUT = 50;
const SHARE_CUT = 0.1;

/**
 * The CPUs are the machine's, shared by its containers: only an interface of this namespace that counted drops as well says that they were this host's.
 * Without it they are somebody else's on this machine: a backlog that refuses a packet counts it on its interface as well (enqueue_to_backlog, since 2.6.37).
 */
function backlog(window: HostWindow): Looked {
  const refused = window.change("softnet", "dropped");
  if (typeof refused !== "number") return { signs: [], unread: [{ areas: ["loss"], why: refused }] };
  if (refused === 0) return { signs: [], unread: [] };
  const here = window.change("links", "rxDropped");
  const own = typeof here === "number" ? Math.min(refused, here) : 0;
  const somebodys: Weights = typeof here === "number" ? {} : { loss: 3 };
  const sign =
    own > 0
      ? { key: "softnet dropped", count: own, weights: { loss: 9 } }
      : { key: "softnet dropped, machine-wide", count: refused, weights: somebodys };
  return { signs: [sign], unread: [] };
}

/** Rules that a security group made, or ports of guests: who is behind them is one guest. */
function neutron(window: HostWindow): Looked {
  const rules = window.rows("firewall", "dropRules", "packets");
  if ("unknown" in rules) return { signs: [], unread: [] };
  const count = rules.reduce(
    (sum, [key, change]) => sum + (/neutron-|openvswi|tap[0-9a-f]/.test(key) && typeof change === "number" ? change : 0),
    0,
  );
  return { signs: count > 0 ? [{ key: "firewall drops of guests", count, weights: { guests: 7 } }] : [], unread: [] };
}
