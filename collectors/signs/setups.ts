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

/** What differs from the healthy host or changed since the last time. What nobody knows is no sign, and excludes nothing. */
export function setupsOn({ sources }: Given, host: string): Looked {
  const rowsOf = (collector: string, table: string): readonly Row[] => {
    const answer = sources.find((source) => source.collector === collector && source.host.key === host)?.answer;
    return answer === undefined || "kind" in answer ? [] : (answer.tables?.[table] ?? []);
  };
  const sign = (kind: string, row: Row, weights: Weights | undefined): Looked["signs"] =>
    weights === undefined ? [] : [{ key: `${kind}: ${row.key}`, count: 1, weights }];
  return {
    signs: [
      ...rowsOf("difference", "differences").flatMap((row) =>
        sign("differs", row, weightsOf(SETUP, row) ?? (row["area"] === "queues" ? PLACES["queues"] : undefined)),
      ),
      ...rowsOf("changed", "changes").flatMap((row) => sign("changed", row, weightsOf(CHANGED, row) ?? PLACES[String(row["area"])])),
    ],
    unread: [],
  };
}

const weightsOf = (rules: readonly (readonly [RegExp, Weights])[], { key }: Row): Weights | undefined =>
  rules.find(([pattern]) => pattern.test(key))?.[1];
