import type { Collector } from "#machines/contract/collector.ts";
import { counter, gauge, state } from "../field.ts";
import { parseNamespaceCounters } from "./parse.ts";
import { MOST_NAMESPACES, NAMESPACE_COUNTERS_SCRIPT } from "./script.ts";

/**
 * What moves, waits and is dropped in the other network namespaces of a host: those of virtual routers, DHCP servers and containers, of which the
 * counters of the login's namespace say nothing.
 *
 * Shape:
 *     namespace 4026532490 qrouter-8d4f2c1e
 *     part devices 0
 *      Inter-|   Receive                                                |  Transmit
 *       face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
 *       qr-1: 9640 100 0 3 0 0 0 0 9640 100 0 7 0 0 0 0
 *     part rules 0
 *      		ip saddr 10.1.0.9 counter packets 12 bytes 720 drop
 *     done 4026532490
 *     left 4026532561 of sh
 *     found 1
 *     end
 * Fields: others counts those with an interface besides the loopback, read those that were read, left those that went away while they were. Table counters:
 *   what is not 0, by namespace, under the names of the collector that reads the same in the login's namespace; a part that could not be read is a row
 *   without a field. Interfaces are summed over; what the machine has one of (softnet, processes, pressure) is not repeated.
 *   Example: others = 1, read = 1, left = 1, names = qrouter-8d4f2c1e
 * Empty: no line but found and end: there are no others. Without end the answer was cut, and is unparsable. Beyond the first 64 others is larger than read.
 * Fails: denied without root, toolMissing without nsenter. noFile of conntrack is 1 where the kernel shows no counts of connection tracking there.
 *   Without JSON from tc, or without a tool for the rules that are there, that part is unknown.
 * Source: https://man7.org/linux/man-pages/man1/nsenter.1.html; https://elixir.bootlin.com/linux/v6.12/source/net/core/net-procfs.c
 */
export const namespaceCounters = {
  id: "namespaceCounters",
  title: "other network namespaces",
  about: "Counters, sockets that wait, addresses and rules that drop in every other network namespace of the host.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 1,
  deadlineMs: 30_000,
  // About 16 kB each, most of it names of protocol counters.
  maxBytes: MOST_NAMESPACES * 64 * 1024,
  fields: {
    others: gauge("namespaces", "Other network namespaces that have interfaces."),
    read: gauge("namespaces", "Those that were read."),
    left: gauge("namespaces", "Those that went away while they were read."),
    names: state("Their names, or one of their processes."),
  },
  tables: {
    namespaces: { named: state("Whether it has a name that ip netns knows."), label: state("Its name, or one of its processes.") },
    counters: {
      namespace: state("Which namespace."),
      collector: state("Which collector reads the same in the login's namespace."),
      field: state("What was counted, by that collector's name."),
      value: counter(64, "times", "How often since the namespace was made, or now."),
    },
    addresses: {
      namespace: state("Which namespace."),
      address: state("An address of it."),
      device: state("The interface that has it."),
      length: gauge("bits", "Its prefix length."),
      scope: state("Its scope."),
    },
  },
  ways: [{ argv: ["sh", "-c", NAMESPACE_COUNTERS_SCRIPT], parse: parseNamespaceCounters, privilege: "sudo" }],
} as const satisfies Collector;
