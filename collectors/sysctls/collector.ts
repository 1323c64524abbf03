import type { Collector } from "#machines/contract/collector.ts";
import { gauge, saying, settingOf, state } from "../field.ts";
import { parseSysctls, SYSCTL_SCRIPT } from "./parse.ts";

const onOff = (about: string) => {
  const say = about.replace(/\.$/, "");
  return saying(gauge("", `${about} 1 is on, 0 is off.`), { 1: say, 0: `Switched off: ${say.charAt(0).toLowerCase()}${say.slice(1)}` });
};

/**
 * Kernel settings that decide where packets are dropped.
 *
 * Shape:
 *     == /proc/sys/net/core/netdev_max_backlog
 *     1000
 *     == /proc/sys/net/core/flow_limit_cpu_bitmap
 *     0
 *     == /proc/sys/net/ipv4/udp_mem
 *     cat: /proc/sys/net/ipv4/udp_mem: No such file or directory
 *     == !/proc/sys/net/ipv4/udp_mem
 *     == end
 * Fields: settings as they are now; whole numbers, except the CPU bitmap, which is text.
 *   Example: netdevMaxBacklog = 1000, flowLimitCpuBitmap = 0
 * Empty: settings of the whole machine (netdev_max_backlog, netdev_budget, gc_thresh3, udp_mem) do not exist in a child network namespace, those of
 *   a module not before it is loaded: unknown, with that reason.
 * Fails: a setting that may not be read is unknown; the others are read all the same.
 * Source: https://docs.kernel.org/admin-guide/sysctl/net.html, networking/ip-sysctl.html, networking/nf_conntrack-sysctl.html
 */
export const sysctls = {
  id: "sysctls",
  title: "kernel settings",
  about: "Queue lengths, budgets, buffers and checks that decide what is dropped.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.1,
  deadlineMs: 5_000,
  // About 60 bytes a setting, twice that where it is absent.
  maxBytes: 16 * 1024,
  fields: {
    netdevMaxBacklog: settingOf("net.core.netdev_max_backlog", gauge("packets", "How many packets may wait in one CPU's receive backlog.")),
    netdevBudget: settingOf("net.core.netdev_budget", gauge("packets", "Packets one soft interrupt may take before it yields.")),
    netdevBudgetUsecs: settingOf("net.core.netdev_budget_usecs", gauge("us", "Time one soft interrupt may take before it yields.")),
    devWeight: settingOf("net.core.dev_weight", gauge("packets", "Packets one poll of the backlog may take.")),
    flowLimitCpuBitmap: settingOf("net.core.flow_limit_cpu_bitmap", state("CPUs whose backlog limits large flows; all zeros is off.")),
    flowLimitTableLen: gauge("entries", "Size of the flow limit's table."),
    rmemDefault: gauge("bytes", "A socket's receive buffer when the program asks for nothing."),
    rmemMax: settingOf("net.core.rmem_max", gauge("bytes", "Largest receive buffer a program may ask for.")),
    wmemDefault: gauge("bytes", "A socket's send buffer when the program asks for nothing."),
    wmemMax: settingOf("net.core.wmem_max", gauge("bytes", "Largest send buffer a program may ask for.")),
    udpMemMaxPages: gauge("pages", "Memory all UDP sockets together may use: the third number of udp_mem."),
    somaxconn: settingOf("net.core.somaxconn", gauge("connections", "Upper limit of a listener's accept queue.")),
    tcpMaxSynBacklog: gauge("connections", "Half-open connections a listener may hold."),
    rpFilterAll: gauge("", "Reverse path check of all interfaces: 0 off, 1 strict, 2 loose."),
    rpFilterDefault: gauge("", "Reverse path check new interfaces begin with."),
    ipForward: onOff("Forwarding of IPv4."),
    icmpRatelimit: gauge("ms", "Least time between two rate-limited ICMP messages to one peer."),
    icmpMsgsPerSec: gauge("messages", "Rate-limited ICMP messages a second, all peers together."),
    icmpEchoIgnoreAll: onOff("Echo requests are ignored."),
    neighGcThresh3: gauge("entries", "Largest neighbour table."),
    nfConntrackMax: settingOf("net.netfilter.nf_conntrack_max", gauge("entries", "Entries the connection-tracking table may hold.")),
    nfConntrackBuckets: gauge("buckets", "Size of the connection-tracking hash table."),
    nfConntrackChecksum: onOff("Connection tracking refuses packets with a wrong checksum."),
    tcpLiberal: onOff("Connection tracking lets TCP packets outside the window pass."),
    tcpEstablishedTimeout: settingOf(
      "net.netfilter.nf_conntrack_tcp_timeout_established",
      gauge("s", "How long connection tracking remembers an established TCP connection on which nothing passes."),
    ),
    tcpLoose: onOff("Connection tracking picks up connections that it did not see begin."),
    tcpTimestamps: settingOf("net.ipv4.tcp_timestamps", gauge("", "TCP timestamps: 0 off, 1 on, 2 on without a random offset.")),
    nfConntrackLogInvalid: gauge("", "Protocol whose invalid packets are logged; 0 none, 255 all."),
    bridgeNfCallIptables: onOff("Bridged packets pass the IPv4 packet filter."),
  },
  ways: [{ argv: ["sh", "-c", SYSCTL_SCRIPT], parse: parseSysctls, privilege: "user" }],
} as const satisfies Collector;
