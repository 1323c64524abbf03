import type { Given } from "#machines/contract/collector.ts";
import type { Row } from "#machines/contract/value.ts";
import type { Looked, Weights } from "./areas.ts";

/** What a difference in the setup can bring about. First match decides. */
const SETUP: readonly (readonly [RegExp, Weights])[] = [
  [/ mtu$/, { largePackets: 8 }],
  [/ (speed|duplex)$/, { slow: 8, loss: 2 }],
  [/ offload (rx-checksumming|tx-checksum)/, { hangs: 5 }],
  [/ offload (tcp-segmentation|generic-segmentation|generic-receive|large-receive|scatter-gather)/, { slow: 5 }],
  [/ ring rx$/, { loss: 5 }],
  [/netdev_max_backlog|netdev_budget|dev_weight|flow_limit/, { loss: 5, slow: 2 }],
  [/nf_conntrack_(max|tcp_loose)|somaxconn|max_syn_backlog|tcp_abort_on_overflow|ip_local_port_range|gc_thresh/, { connections: 5 }],
  [/nf_conntrack_(checksum|tcp_be_liberal|tcp_timeout|udp_timeout|generic_timeout)/, { hangs: 5 }],
  [/\.(rp_filter|ip_forward|forwarding|accept_local|arp_\w+)$/, { connections: 4 }],
  [/ip_no_pmtu_disc|tcp_mtu_probing|min_pmtu/, { largePackets: 5 }],
  [/\.(tcp_[rw]mem|[rw]mem_\w+|tcp_window_scaling|tcp_sack|tcp_timestamps)$/, { slow: 5 }],
  [/icmp_(ratelimit|msgs_per_sec|echo_ignore)/, { loss: 5 }],
];

/** Of one host at two times also what two hosts have of their own. */
const CHANGED: readonly (readonly [RegExp, Weights])[] = [
  ...SETUP,
  [/^(rules|rulesSum|legacyRules|legacyRulesSum)$/, { connections: 4, loss: 3, hangs: 3 }],
  [/^switch/, { guests: 5, largePackets: 2 }],
];

const PLACES: Readonly<Record<string, Weights>> = { routes: { connections: 6 }, queues: { slow: 5, loss: 3 } };

/** What has to be the same wherever two hosts meet. Everything else may differ between two hosts that are not of one kind. */
const SHARED = / (mtu|speed|duplex)$/;

/** What differs from the healthy host or changed since the last time. What nobody knows is no sign, and excludes nothing. */
export function setupsOn({ sources, hosts }: Given, host: string): Looked {
  const rowsOf = (collector: string, table: string): readonly Row[] => {
    const answer = sources.find((source) => source.collector === collector && source.host.key === host)?.answer;
    return answer === undefined || "kind" in answer ? [] : (answer.tables?.[table] ?? []);
  };
  // Without a healthy host of the same kind, hosts in doubt are held against each other: a router forwards, and a server does not.
  const alike = hosts.some(({ role }) => role === "healthyPeer");
  const differing = rowsOf("difference", "differences").filter((row) => (alike || SHARED.test(row.key)) && !isOfLinkDown(row));
  return { signs: [...grouped("differs", differing, SETUP), ...grouped("changed", rowsOf("changed", "changes"), CHANGED)], unread: [] };
}

/** A link that is down has neither speed nor duplex: that it is down is another sign, and says nothing of how the two ends are set. */
const isOfLinkDown = ({ key, here, there }: Row): boolean => / (speed|duplex)$/.test(key) && (here === "absent" || there === "absent");

type Rules = readonly (readonly [RegExp, Weights])[];

/** One sign for each rule, named after the first row: a setting that stands there for each interface is one setting. */
function grouped(kind: string, rows: readonly Row[], rules: Rules): Looked["signs"] {
  const found = new Map<Weights, string[]>();
  for (const row of rows) {
    const weights = rules.find(([pattern]) => pattern.test(row.key))?.[1] ?? PLACES[String(row["area"])];
    if (weights !== undefined) found.set(weights, [...(found.get(weights) ?? []), row.key]);
  }
  return [...found].map(([weights, keys]) => ({ key: `${kind}: ${keys[0] ?? ""}`, count: keys.length, weights }));
}
