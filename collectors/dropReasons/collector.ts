import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseDropReasons } from "./parse.ts";
import { DROP_PROGRAM } from "./program.ts";
import { DROP_SCRIPT, LIMIT_SECONDS, TRACE_SCRIPT } from "./script.ts";

const packets = (about: string) => gauge("packets", about);

/**
 * Why the kernel threw packets away while this ran, in which function, and at which interface: counted at the tracepoint skb:kfree_skb, by a program in
 * the kernel where it takes one, else by tracefs, which does not know the interface.
 *
 * Shape:
 *     CULPRIT-ARMED
 *     == kernel
 *     6.12.0-18-amd64
 *     == window
 *     1000.25 1012.75
 *     == reasons
 *     given
 *     == lost
 *     0
 *     == drops
 *     404	CPU_BACKLOG	enqueue_to_backlog+0x153	eth1	own
 *     41	NO_SOCKET	icmp_rcv+0x120	-	-
 *     == end
 * Fields: packets counted within this run, of the whole machine: all network namespaces, also traffic that has nothing to do with the incident.
 *   NETFILTER_DROP at nft_do_chain is a rule's or policy's drop since 6.7. A legacy iptables rule, a full conntrack table and,
 *   before 6.7, every rule end in nf_hook_slow: there netfilterRule and netfilterCore are unknown as soon as anything was dropped.
 *   The interface is the one a packet came by or is to leave by; it is believed only if a network namespace of this host lists it. Its name is a word of
 *   printable characters, others as \x1b. Namespaces are "own" (of the login), a name of /run/netns, or net:[number].
 *   Example: total = 445, cpuBacklog = 404, noise = 41, placed = 404, netfilter = 0, qdisc = 0, lost = 0, lowerBound = false, windowSeconds = 12.5
 * Empty: no row after CULPRIT-ARMED means nothing was dropped: each count is 0.
 * Fails: without Python, BTF or the right to load a program, tracefs counts and each interface is unknown, with that reason; absent where that is not
 *   mounted either (it is never mounted from here); denied without root. Before 5.17 there are no reasons, only
 *   functions. Kernels without histogram triggers are read from the trace; from 5.17 until its `location=%pS` they print the function hashed: unknown.
 *   lost above 0, or lowerBound, means that more was dropped than was counted.
 * Source: https://elixir.bootlin.com/linux/v6.12/source/include/trace/events/skb.h; include/net/dropreason-core.h; Documentation/trace/histogram.rst;
 *   Documentation/bpf/btf.rst; https://man7.org/linux/man-pages/man2/bpf.2.html
 */
export const dropReasons = {
  id: "dropReasons",
  title: "drop reasons",
  about: "Why the kernel freed packets, by its own account, while the loss was running.",
  risk: "R1",
  probe: false,
  effects: [
    "loads a program of some hundred instructions into the kernel (BPF), which counts dropped packets and changes nothing: 0.3 µs of CPU time a drop was measured; it is gone with the process that loaded it",
    "enters other network namespaces, for as long as it takes to list their interfaces, where packets were dropped in them",
    "where the kernel does not take that program, or python3 is missing: creates a private tracefs instance named culprit-<pid>-<random> and removes it at the end, however it ends",
    "then keeps a small guard process beside it, which removes the instance within 2 seconds should the tracing be killed",
    "then removes instances of that name which a dead process left",
    "then traces each dropped packet: 0.4 µs of CPU time a drop was measured",
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
    placed: packets("Dropped at an interface that is known."),
    windowSeconds: gauge("s", "How long drops were counted, by the host's own clock."),
  },
  tables: {
    reasons: {
      packets: packets("Dropped for this reason in this function at this interface."),
      reason: state("Why, as the kernel says."),
      function: state("The function that dropped them."),
      device: state("The interface they were at."),
      namespace: state("The interface's network namespace: own is that of the login."),
      noise: state("Healthy hosts show this as well."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", DROP_SCRIPT, "culprit-drops", LIMIT_SECONDS, DROP_PROGRAM, literally(TRACE_SCRIPT)],
      parse: parseDropReasons,
      privilege: "sudo",
    },
  ],
} as const satisfies Collector;
