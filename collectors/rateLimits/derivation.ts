import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, saying, state } from "../field.ts";
import { rateLimitsOf } from "./derive.ts";

const percent = (about: string) => gauge("percent", about);

/**
 * Which of the things that can limit a TCP connection do: what the sender's connection says about its time, what the receiving program leaves unread, what
 * its loss and round trip allow, and what the program at this end costs.
 *
 * Fields: of the window. Those of the connection are the same on every host; endPercent and scarcestSharePercent are of this host.
 *   localDrops adds what all hosts that were looked at counted as dropped on their way: disciplines, backlogs, rings. Where one of them could not be
 *   read the sum is unknown, unless what was read is above 0 already.
 * Empty: no connection: everything about it is unknown.
 * Fails: as its sources do.
 * Source: https://elixir.bootlin.com/linux/v6.1/source/net/ipv4/tcp.c#L3845 (tcp_get_info_chrono_stats); Mathis and others, The Macroscopic Behavior of the
 *   TCP Congestion Avoidance Algorithm, https://doi.org/10.1145/263932.264023; Padhye and others, Modeling TCP Throughput, https://doi.org/10.1145/285237.285291
 */
export const rateLimits = {
  id: "rateLimits",
  title: "what limits the rate",
  about: "Window, buffer, loss, programs: what the connection waits for, and whether that explains its rate.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["throughput", "transferPeer", "cpuTime", "pathCounters", "cardHardware", "profile"],
  fields: {
    windowLimits: saying(
      state("The sender waits for the window for half of the time or more, and nothing waits unread: the window is too small."),
      { no: "The sender does not wait for a window that is too small" },
    ),
    readerLimits: saying(
      state("The sender waits for the window for half of the time or more, and a fifth or more of the buffer waits unread."),
      { no: "The sender does not wait for data that the receiving program leaves unread" },
    ),
    bufferLimits: saying(
      state("The send buffer was too small for half of the time or more, or it was full, all of it on the way, with room in both windows."),
      { no: "The send buffer is not what limits the rate" },
    ),
    programLimits: saying(state("The connection had nothing to send for half of the time or more."), {
      no: "The connection had something to send for more than half of the time",
    }),
    networkLimits: saying(
      state("The rate is low, the connection waits for neither window, buffer nor program, and its packets are lost or wait in a queue."),
      { no: "Losses and queues of the network do not show as what limits the rate" },
    ),
    lossLimits: saying(
      state(
        "Loss and round trip allow at most twice the rate measured, or, from 3 % of loss on, the wait for the timer does; nothing else limits it, no discipline, backlog or ring of the hosts looked at dropped anything, and what was sent again had not arrived, as far as the receiver can tell.",
      ),
      { no: "Loss and round trip alone are not what limits the rate" },
    ),
    reorderingLimits: saying(state("One segment in a hundred or more was sent again although it had arrived."), {
      no: "Fewer than one segment in a hundred was sent again although it had arrived",
    }),
    endLimits: saying(state("The program at this end of the connection uses a whole CPU."), {
      no: "The program at this end of the connection does not use a whole CPU",
    }),
    reachedPercent: percent("Of the rate expected, what was reached. From 80 on nothing limits it."),
    rwndLimitedPercent: percent("Time the sender waited for the receiver's window."),
    sndbufLimitedPercent: percent("Time its send buffer was too small."),
    bufferFull: state("Its send buffer was full when it was looked at, all of it on the way, and both windows had room."),
    busyPercent: percent("Time it had something to send."),
    lossPercent: percent("Segments that were lost."),
    spuriousPercent: percent("Segments that were sent again although they had arrived."),
    retransPercent: percent("Segments that were sent again."),
    hadArrivedPercent: percent(
      "Of what was sent again, what the receiver got more than once, at the least, those included that it refused for their checksum: none of it was lost on the way.",
    ),
    mathisOfRatePercent: percent("What loss and round trip allow, of the rate measured."),
    timeoutsMbit: gauge("Mbit/s", "What this loss leaves a sender that has to wait for its timer."),
    mbit: gauge("Mbit/s", "The rate measured."),
    queuedMs: gauge("ms", "How much longer the round trip is than the shortest."),
    unreadPercent: percent("Of the receive buffer, how much the receiving program leaves unread."),
    localDrops: gauge("packets", "Dropped on all hosts that were looked at."),
    endPercent: percent("Of a CPU, what the program at this end of the connection uses."),
    scarcestSharePercent: percent("Of the CPU on which a program gets least of the time, on this host, what it gets."),
    receiveSharePercent: percent("Of the packets this machine took in, the share of the busiest CPU."),
    receivingCpus: gauge("CPUs", "Over which the machine could spread them."),
    farFromCard: state("The program at this end uses a whole CPU, of another memory node than the cards, and half of the rate is reached."),
    clockHeldDown: saying(state("The program at this end uses a whole CPU, and a setting holds a CPU at half of its clock or less."), {
      no: "No setting holds a CPU at half of its clock or less while the program at this end uses a whole one",
    }),
    interruptsOnOneCpu: saying(state("One CPU is full with taking packets in, and a card of several queues sends all to one CPU."), {
      no: "No CPU is full with taking packets in for a card that sends all to it",
    }),
    tunnelCutBySoftware: saying(state("A CPU is full, and a card that could cut tunnelled segments is told not to."), {
      no: "No CPU is full with cutting tunnelled segments that a card could cut",
    }),
    spinnerInProfile: saying(state("The profile shows a thread of a process that spins, in the kernel for four fifths of its samples."), {
      no: "The profile shows no thread that spins in the kernel",
    }),
    spinningIn: state("The system call and the function of the kernel in which it was most."),
    endBlockedPercent: percent("Time in which the program at this end was blocked: by a disk, a file system, a lock of the kernel."),
    windowAllowsMbit: gauge(
      "Mbit/s",
      "The most that the receiver's window can carry at this round trip, were it as large as it can become.",
    ),
    windowAllowsPercent: percent("That, of the rate expected."),
    mode: state("A connection of others was watched, or one of ours was made."),
  },
  tables: { senders: { mbit: gauge("Mbit/s", "Of this connection.") } },
  derive: rateLimitsOf,
} as const satisfies Derivation;
