import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseDropReasons } from "./parse.ts";
import { DROP_SCRIPT, LIMIT_SECONDS } from "./script.ts";

const packets = (about: string) => gauge("packets", about);

/**
 * Why the kernel threw packets away while this ran, and in which function: counted by the tracepoint skb:kfree_skb.
 *
 * Shape:
 *     CULPRIT-ARMED
 *     == kernel
 *     6.1.0-18-amd64
 *     == window
 *     1000.25 1012.75
 *     == format
 *     print fmt: "skbaddr=%p protocol=%u location=%p reason: %s", REC->skbaddr, __print_symbolic(REC->reason, { 1, "NOT_SPECIFIED" }, { 2, "NO_SOCKET" }, { 45, "QDISC_DROP" }, { 46, "CPU_BACKLOG" })
 *     == hist
 *     { location: [ffffffff9c0a1b53] enqueue_to_backlog+0x153/0x440, reason:         46 } hitcount:        404
 *     { location: [ffffffff9c13aa10] icmp_rcv+0x120/0x3e0, reason:          2 } hitcount:         41
 *     Totals:
 *         Hits: 445
 *         Entries: 2
 *         Dropped: 0
 *     == end
 * Fields: packets counted within this run, of the whole machine: all network namespaces, also traffic that has nothing to do with the incident.
 *   NETFILTER_DROP at nft_do_chain is a rule's or policy's drop since 6.7. A legacy iptables rule, a full conntrack table and,
 *   before 6.7, every rule end in nf_hook_slow: there netfilterRule and netfilterCore are unknown as soon as anything was dropped.
 *   Example: total = 445, cpuBacklog = 404, noise = 41, netfilter = 0, netfilterRule = 0, qdisc = 0, lost = 0, lowerBound = false, windowSeconds = 12.5
 * Empty: no row after CULPRIT-ARMED means nothing was dropped: each count is 0.
 * Fails: absent where tracefs is not mounted (it is never mounted from here); denied without root. Before 5.17 there are no reasons, only
 *   functions. Kernels without histogram triggers are read from the trace; from 5.17 until its `location=%pS` they print the function hashed: unknown.
 *   lost above 0, or lowerBound, means that more was dropped than was counted.
 * Source: https://elixir.bootlin.com/linux/v6.12/source/include/trace/events/skb.h; include/net/dropreason-core.h; Documentation/trace/histogram.rst
 */
export const dropReasons = {
  id: "dropReasons",
  title: "drop reasons",
  about: "Why the kernel freed packets, by its own account, while the loss was running.",
  risk: "R1",
  probe: false,
  effects: [
    "creates a private tracefs instance named culprit-<pid>-<random> and removes it at the end, however it ends",
    "keeps a small guard process beside it, which removes the instance within 2 seconds should the tracing be killed",
    "removes instances of that name which a dead process left",
    "traces each dropped packet: at most 0.2 µs of CPU time a drop was measured",
  ],
  scope: "machine",
  costSeconds: 2,
  // To stop, read and remove, after the window.
  deadlineMs: 30_000,
  // One line a reason and function, and 6 kB of the event's format.
  maxBytes: 512 * 1024,
  fields: {
    total: packets("Dropped for any reason, normal ones included."),
    cpuBacklog: packets("Dropped because a CPU's receive backlog was full or its flow limit refused them."),
    netfilter: packets("Dropped by netfilter, wherever."),
    netfilterRule: packets("Dropped by an nftables rule or policy."),
    netfilterCore: packets("Dropped where legacy iptables rules and connection tracking end: a full table, for instance."),
    qdisc: packets("Dropped by a queueing discipline."),
    socketRcvbuf: packets("Dropped because a socket's receive buffer was full."),
    fullRing: packets("Dropped because a tun, tap or similar queue was full."),
    packetProgram: packets("Dropped by a program at an interface: XDP, or a filter of tc."),
    ipRpfilter: packets("Dropped by the reverse path check."),
    noise: packets("Dropped for reasons that healthy hosts show as well: no socket, old data, a closed socket's queue."),
    lost: packets("Drops that the trace itself lost."),
    lowerBound: state("More was dropped than was counted."),
    windowSeconds: gauge("s", "How long drops were counted, by the host's own clock."),
  },
  tables: {
    reasons: {
      packets: packets("Dropped for this reason in this function."),
      noise: state("Healthy hosts show this as well."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(DROP_SCRIPT), "culprit-drops", LIMIT_SECONDS],
      parse: parseDropReasons,
      privilege: "sudo",
    },
  ],
} as const satisfies Collector;
