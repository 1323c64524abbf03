import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, saying, state } from "../field.ts";
import { hostDropsOf } from "./derive.ts";

const packets = (about: string) => gauge("packets", about);

/**
 * Where this host can have lost packets in the window, by counters that are read on both of its sides: which places are excluded, and what each of the
 * others counted.
 *
 * Fields: packets within the window. "Possible" is false only when a counter that must have moved is known and did not: what could not be read
 *   excludes nothing. backlog and flowLimit are the lesser of what the interfaces of this namespace and the machine's CPUs counted. refusedIn is
 *   what the Internet protocol took and neither delivered nor forwarded, less what other counters explain: rules of the packet filter, and
 *   multicast that nobody joined. refusedOut is what local programs could not send, less what disciplines dropped.
 *   The ways in and out of the two ends are told apart by ICMP: answers that left the receiver and did not come back were lost on the way back.
 *   Others who ping the receiver make these bounds looser, never wrong. A receiver that answers less than came back is a router: then no bound.
 *   Of probes that nobody answered at all, a place that counted less than four fifths of them is excluded as well, and outsidePossible is never true: a host that is down and a wrong address look the same.
 * Empty: no counter moved: every count is 0, and every place is excluded.
 * Fails: a source that was denied or is missing makes what rests on it unknown, with its reason.
 * Source: https://elixir.bootlin.com/linux/v6.12/source/net/ipv4/ip_input.c (InReceives, InDelivers), net/ipv4/icmp.c (icmp_reply, OutRateLimitHost)
 */
export const hostDrops = {
  id: "hostDrops",
  title: "places that can lose",
  about: "Which places of this host are excluded as the place of the loss, and what the others counted.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["ping", "cardCounters", "conntrack", "firewall", "links", "protocolCounters", "qdisc", "sockets", "softnet"],
  fields: {
    backlog: packets("Refused by a full receive backlog, and counted at an interface of this namespace."),
    backlogPossible: saying(state("A backlog may have dropped here."), { no: "No backlog can have dropped here" }),
    flowLimit: packets("Refused by the flow limit, and counted at an interface of this namespace."),
    flowLimitPossible: saying(state("The flow limit may have dropped here."), { no: "The flow limit cannot have dropped here" }),
    ring: packets("Missed because a receive ring was full, by the kernel's counter or the driver's own."),
    ringPossible: saying(state("A receive ring may have lost them here."), {
      yes: "A receive ring may have lost packets here",
      no: "No receive ring can have lost packets here",
    }),
    budgetShort: saying(
      state(
        "A ring overflowed, or this host's soft interrupts stopped more than 200 times after fewer than 32 packets each: their budget, not their work, keeps packets waiting.",
      ),
      { no: "No ring overflowed, and this host's soft interrupts did not stop more than 200 times after fewer than 32 packets each" },
    ),
    unserved: packets("Refused by a ring, or by a backlog that a short budget did not empty."),
    unservedPossible: saying(state("Packets that nobody drained in time may have been lost here."), {
      no: "No packets can have been lost here because nobody drained them in time",
    }),
    portBuffer: packets("Dropped by a card because its own buffer was full."),
    portBufferPossible: saying(state("A card's own buffer may have lost them here."), {
      no: "No card's own buffer can have lost packets here",
    }),
    damaged: packets("Frames that arrived damaged, by the kernel's counter or the driver's own."),
    damagedPossible: saying(state("They may have been lost here because they arrived damaged."), {
      yes: "Frames may have been lost here because they arrived damaged",
      no: "No frames can have been lost here for damage",
    }),
    filter: packets("Dropped by rules and policies; known only while each of them counts."),
    filterPossible: saying(state("A rule may have dropped here."), { no: "No rule can have dropped here" }),
    byRules: packets("Dropped by rules that count, other than those for ARP and those for what connection tracking calls invalid."),
    uncountedRules: gauge("rules", "Rules and policies that drop and count nothing."),
    queue: packets("Dropped by queueing disciplines on the way out."),
    queuePossible: saying(state("A queueing discipline may have dropped here."), { no: "No queueing discipline can have dropped here" }),
    queuePassed: packets("What came to the queueing disciplines: sent or dropped."),
    program: packets("Dropped by filters of tc on the way in, as their hook counts them."),
    programPossible: saying(state("A program at an interface (XDP, a filter of tc) may have dropped here."), {
      no: "No program at an interface (XDP, a filter of tc) can have dropped here",
    }),
    tap: packets("Dropped because the queue of a tun or tap was full."),
    tapOffered: packets("What came to the tuns and taps whose queue was full: sent or dropped."),
    tapPossible: saying(state("A tun or tap may have dropped them here."), {
      yes: "A tun or tap may have dropped packets here",
      no: "No tun or tap can have dropped packets here",
    }),
    tablePossible: saying(state("Connection tracking may have refused them here."), {
      yes: "Connection tracking may have refused packets here",
      no: "Connection tracking cannot have refused packets here",
    }),
    reversePathPossible: saying(state("The reverse path filter may have dropped here: it counted something, or nobody answered at all."), {
      no: "The reverse path filter cannot have dropped here",
    }),
    resolutionPossible: saying(state("The next hop's Ethernet address may be what is missing: nobody answered, or errors came."), {
      no: "The next hop's Ethernet address is not what is missing",
    }),
    refusedIn: packets("Taken by the Internet protocol, handed to nobody, and counted nowhere else."),
    refusedOut: packets("Local programs' packets that were not sent, and that no discipline counts."),
    outDiscards: packets("Packets of this host that were thrown away on the way out."),
    rxDropped: packets("Received by an interface and thrown away by the core."),
    unanswered: packets("Echo requests that the receiver's ICMP took and did not answer."),
    rateLimited: packets("Answers that the receiver's limits of ICMP messages held back."),
    udpRefused: packets("Datagrams refused because a socket's receive buffer was full."),
    arrivalPossible: saying(state("Probes may have been lost on their way into this host."), {
      no: "No probes can have been lost on their way into this host",
    }),
    departurePossible: saying(state("Probes may have been lost on their way out of this host."), {
      no: "No probes can have been lost on their way out of this host",
    }),
    outsidePossible: saying(state("Probes may have been lost between hosts."), { no: "No probes can have been lost between hosts" }),
  },
  tables: {
    queues: { drops: packets("Dropped by this discipline.") },
    taps: { dropped: packets("Dropped because this device's queue was full.") },
    reversePaths: { refused: packets("Came in by this interface and were refused, because answers would leave by another one.") },
    limits: { messages: packets("Held back by this limit.") },
  },
  derive: hostDropsOf,
} as const satisfies Derivation;
