import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, saying, state } from "../field.ts";
import { parseQueueWatch } from "./parse.ts";
import { QUEUE_SCRIPT } from "./script.ts";

const values = {
  backlogBytes: gauge("bytes", "Most that waited at once in a queueing discipline."),
  drops: gauge("packets", "Dropped by disciplines meanwhile."),
  overlimits: gauge("times", "Held back by a rate meanwhile."),
} as const;

/**
 * How long the queues got while something ran: those of the queueing disciplines, and each CPU's receive backlog, four times a second.
 *
 * Shape:
 *     CULPRIT-ARMED
 *     == qdisc 0
 *     qdisc tbf 8001: dev eth1 root refcnt 2 rate 8Mbit burst 1600b lat 4s
 *      Sent 4410 bytes 4 pkt (dropped 0, overlimits 10 requeues 0)
 *      backlog 198Kb 134p requeues 0
 *     == softnet 0
 *     00005147 00000000 00000007 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000004 00000001 00000000 00000004
 *     == qdisc 1
 *     qdisc tbf 8001: dev eth1 root refcnt 2 rate 8Mbit burst 1600b lat 4s
 *      Sent 4410 bytes 4 pkt (dropped 0, overli
 *     == qdisc last
 *     qdisc tbf 8001: dev eth1 root refcnt 2 rate 8Mbit burst 1600b lat 4s
 *      Sent 44100 bytes 40 pkt (dropped 3, overlimits 110 requeues 0)
 *      backlog 100Kb 68p requeues 0
 *     == softnet last
 *     00005247 00000000 00000007 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000009 00000001 00000000 00000009
 *     == end
 * Fields: of the window in which it was armed. Lengths are the longest that was seen, which may be shorter than the longest there was.
 *   Example: looks = 2, backlogBytes = 202752, bloated = true, overrun = false, drops = 3, overlimits = 100, cpuBacklogPackets = 9
 * Empty: a namespace without disciplines has no queue, and dropped nothing.
 * Fails: toolMissing with neither tc nor Python, which asks the kernel for the same. A discipline that was made or replaced meanwhile has no change. Before Linux 5.10 no backlog has a length.
 * Source: https://man7.org/linux/man-pages/man8/tc.8.html; https://elixir.bootlin.com/linux/v6.12/source/net/core/net-procfs.c (softnet_seq_show)
 */
export const queueWatch = {
  id: "queueWatch",
  title: "queues under load",
  about: "How many bytes and packets waited in this host's queues while it happened.",
  risk: "R0",
  probe: false,
  effects: ["runs tc, or a few lines of Python where it is missing, four times a second"],
  scope: "netns",
  costSeconds: 0.3,
  deadlineMs: 10_000,
  // 600 bytes a discipline and 135 a CPU, 240 times.
  maxBytes: 16 * 1024 * 1024,
  fields: {
    looks: gauge("looks", "How often it looked."),
    ...values,
    bloated: saying(
      state("A discipline held 20 kB or more at once: a dozen full packets, which nothing but a queue that is too long needs."),
      { no: "No discipline held 20 kB or more at once" },
    ),
    overrun: saying(state("A discipline dropped three packets or more, and never held so much."), {
      no: "No discipline dropped packets for being too short",
    }),
    cpuBacklogPackets: gauge("packets", "Most that waited at once in a CPU's receive backlog."),
  },
  tables: { qdiscs: values },
  ways: [{ argv: ["sh", "-c", literally(QUEUE_SCRIPT)], parse: parseQueueWatch, privilege: "user" }],
} as const satisfies Collector;
