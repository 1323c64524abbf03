import type { Collector } from "#machines/contract/collector.ts";
import { showFiles } from "../section.ts";
import { fields } from "../protocol-counter-fields.ts";
import { FILES, parseProtocolCounters } from "../protocol-counters.ts";

/**
 * What IP, ICMP, UDP and TCP themselves received, sent and refused.
 *
 * Shape:
 *     == /proc/net/snmp
 *     Ip: Forwarding DefaultTTL InReceives InDiscards
 *     Ip: 2 64 20820 1
 *     Icmp: InMsgs InEchos
 *     Icmp: 9 4
 *     == /proc/net/netstat
 *     IpExt: InNoRoutes InOctets
 *     IpExt: 2 750592675
 *     == /proc/net/snmp6
 *     Ip6InReceives                   	11
 *     == end
 * Fields: counters since the network namespace was made, 64 bits wide on 64-bit kernels. Read by name; the order differs between kernels.
 *   Example: IpInReceives = 20820, IpInDiscards = 1, IcmpInEchos = 4, IpExtInNoRoutes = 2, Ip6InReceives = 11
 * Empty: a name that this kernel does not print is unknown. Without IPv6 there is no snmp6, and each of its names is unknown.
 * Fails: unparsable when a header and its values differ in number, or a value is negative (only Tcp MaxConn may be, and it is not read).
 * Source: https://elixir.bootlin.com/linux/v6.12/source/net/ipv4/proc.c, net/ipv6/proc.c; https://docs.kernel.org/networking/snmp_counter.html
 */
export const protocolCounters = {
  id: "protocolCounters",
  title: "protocol counters",
  about: "What the protocol stack itself received, sent and refused.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.1,
  deadlineMs: 5_000,
  // 11 kB on 6.18; IcmpMsg and MPTCP lines may grow it.
  maxBytes: 128 * 1024,
  fields,
  ways: [{ argv: ["sh", "-c", showFiles(FILES)], parse: parseProtocolCounters, privilege: "user" }],
} as const satisfies Collector;
