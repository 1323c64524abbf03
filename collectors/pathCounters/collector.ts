import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { counter, gauge } from "../field.ts";
import { parsePathCounters } from "./parse.ts";
import { COUNTER_SCRIPT } from "./script.ts";

const packets = (about: string) => counter(64, "packets", about);
const queue = {
  drops: packets("Thrown away by the discipline."),
  overlimits: counter(64, "times", "Held back by a rate; delay, not yet loss."),
} as const;
const cpu = {
  backlogDropped: counter(32, "packets", "Refused by a full receive backlog."),
  squeezed: counter(32, "times", "A soft interrupt stopped with work left."),
} as const;
const link = {
  rxDropped: packets("Received and thrown away by the core, a full backlog among it."),
  rxMissed: packets("Missed by the card: no free receive descriptor."),
} as const;

/**
 * Every place of a host that drops what passes it, or holds it back, in one look: disciplines, interfaces, backlogs, taps, IP and TCP.
 *
 * Shape:
 *     == qdisc
 *     qdisc tbf 8001: dev eth1 root refcnt 2 rate 8Mbit burst 1600b lat 4s
 *      Sent 4410 bytes 4 pkt (dropped 96, overlimits 103 requeues 0)
 *      backlog 0b 0p requeues 0
 *     == interfaces
 *     eth1 rx_packets 70
 *     eth1 rx_dropped 2
 *     eth1 rx_missed_errors 3
 *     eth1 tx_packets 80
 *     eth1 tx_dropped 0
 *     eth1 type 1
 *     == /proc/net/softnet_stat
 *     00005147 00000005 00000007 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001 00000000 00000000
 *     == /sys/devices/system/cpu/online
 *     0
 *     == /proc/net/snmp
 *     Ip: Forwarding FragCreates
 *     Ip: 2 6
 *     Tcp: MaxConn InCsumErrors
 *     Tcp: -1 8
 *     == taps
 *     tap tun0 500 40 3017 openvpn
 *     == end
 * Fields: counters since the discipline, interface or namespace was made; softnet's are the machine's. Sums leave the loopback out, and of disciplines only the roots
 *   count, whose drops include their children's.
 *   Example: queueDrops = 96, overlimits = 103, rxDropped = 2, rxMissed = 3, backlogDropped = 4, squeezed = 7, tapDropped = 500, fragmentsMade = 6, wrongChecksums = 8
 * Empty: no discipline, interface or tap: what it would count is 0, and truly so.
 * Fails: without tc and without Python, which asks the kernel for the same, and where a file cannot be read, what it counts is unknown and the rest is not. Without root a tap has no program's name.
 * Source: as of its parts: https://elixir.bootlin.com/linux/v6.12/source/net/core/net-procfs.c (softnet_seq_show); https://docs.kernel.org/networking/statistics.html; tc(8)
 */
export const pathCounters = {
  id: "pathCounters",
  title: "counters on the way",
  about: "What this host's disciplines, interfaces, backlogs, taps and protocols dropped or held back.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.3,
  deadlineMs: 10_000,
  // 300 bytes an interface, 600 a discipline, 135 a CPU: thousands of each.
  maxBytes: 4 * 1024 * 1024,
  fields: {
    queueDrops: packets("Thrown away by queueing disciplines."),
    overlimits: queue.overlimits,
    ...link,
    ...cpu,
    tapDropped: packets("Dropped because the program behind a tun or tap did not read in time."),
    fragmentsMade: packets("Fragments that IP made."),
    wrongChecksums: counter(64, "segments", "Refused by TCP for a wrong checksum."),
    segmentsSentAgain: counter(64, "segments", "Sent again by TCP, whatever the reason."),
  },
  tables: {
    qdiscs: queue,
    interfaces: {
      rxPackets: packets("Received."),
      ...link,
      txPackets: packets("Sent."),
      txDropped: packets("Thrown away by the driver or the core on the way out."),
    },
    cpus: { processed: counter(32, "packets", "Passes through the core receive function."), ...cpu },
    taps: {
      dropped: packets("Dropped because its queue was full."),
      queueLength: gauge("packets", "That its queue holds."),
    },
  },
  ways: [{ argv: ["sh", "-c", literally(COUNTER_SCRIPT)], parse: parsePathCounters, privilege: "user" }],
} as const satisfies Collector;
