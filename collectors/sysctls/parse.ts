import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { linesOrUnknown, sections, showFiles } from "../section.ts";

/** Field, and the setting's path below /proc/sys/net. */
const PATHS = {
  netdevMaxBacklog: "core/netdev_max_backlog",
  netdevBudget: "core/netdev_budget",
  netdevBudgetUsecs: "core/netdev_budget_usecs",
  devWeight: "core/dev_weight",
  flowLimitCpuBitmap: "core/flow_limit_cpu_bitmap",
  flowLimitTableLen: "core/flow_limit_table_len",
  rmemDefault: "core/rmem_default",
  rmemMax: "core/rmem_max",
  wmemDefault: "core/wmem_default",
  wmemMax: "core/wmem_max",
  udpMemMaxPages: "ipv4/udp_mem",
  somaxconn: "core/somaxconn",
  tcpMaxSynBacklog: "ipv4/tcp_max_syn_backlog",
  rpFilterAll: "ipv4/conf/all/rp_filter",
  rpFilterDefault: "ipv4/conf/default/rp_filter",
  ipForward: "ipv4/ip_forward",
  icmpRatelimit: "ipv4/icmp_ratelimit",
  icmpMsgsPerSec: "ipv4/icmp_msgs_per_sec",
  icmpEchoIgnoreAll: "ipv4/icmp_echo_ignore_all",
  neighGcThresh3: "ipv4/neigh/default/gc_thresh3",
  nfConntrackMax: "netfilter/nf_conntrack_max",
  nfConntrackBuckets: "netfilter/nf_conntrack_buckets",
  nfConntrackChecksum: "netfilter/nf_conntrack_checksum",
  tcpLiberal: "netfilter/nf_conntrack_tcp_be_liberal",
  tcpEstablishedTimeout: "netfilter/nf_conntrack_tcp_timeout_established",
  tcpLoose: "netfilter/nf_conntrack_tcp_loose",
  tcpTimestamps: "ipv4/tcp_timestamps",
  nfConntrackLogInvalid: "netfilter/nf_conntrack_log_invalid",
  bridgeNfCallIptables: "bridge/bridge-nf-call-iptables",
} as const;

const ROOT = "/proc/sys/net/";
/** Comma-separated hexadecimal groups. */
const BITMAP = "flowLimitCpuBitmap";

export const SYSCTL_SCRIPT = showFiles(Object.values(PATHS).map((path) => ROOT + path));

export function parseSysctls(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const found = new Set(all.keys());
  const fields = Object.entries(PATHS).map(([field, path]): readonly [string, Value] => {
    // Readings taken before a setting was added to the list have no section for it.
    if (!found.has(ROOT + path)) return [field, unknown(`${path} was not asked for`)];
    const lines = linesOrUnknown(all, ROOT + path);
    return [field, "unknown" in lines ? lines : setting(field, lines)];
  });
  if (found.size === 0) unparsable("no setting at all");
  return { fields: Object.fromEntries(fields) };
}

function setting(field: string, lines: readonly string[]): Value {
  const words = (lines[0] ?? "").trim().split(/\s+/);
  if (field === BITMAP) return /^[0-9a-f]+(,[0-9a-f]+)*$/.test(words[0] ?? "") ? (words[0] ?? "") : unparsable(`${field}: not a bitmap`);
  const word = field === "udpMemMaxPages" ? words[2] : words[0];
  return decimal(word, field);
}
