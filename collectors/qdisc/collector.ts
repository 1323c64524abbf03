import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { counter, gauge } from "../field.ts";
import { parseQdiscJson } from "../qdisc-json.ts";
import { QDISC_SCRIPT } from "../qdisc-script.ts";
import { parseQdiscText } from "./parse.ts";

// The kernel keeps most of these in 32 bits, but a discipline is made anew far more often than they wrap: a smaller value is judged a reset.
const values = {
  sentPackets: counter(64, "packets", "Handed to the device."),
  drops: counter(64, "packets", "Thrown away by the queueing discipline: no counter of the interface shows these."),
  overlimits: counter(64, "times", "Held back by a rate; delay, not yet loss."),
  requeues: counter(64, "packets", "Put back because the device was busy."),
  backlogPackets: gauge("packets", "Waiting at this moment."),
  backlogBytes: gauge("bytes", "Waiting at this moment."),
} as const;

/**
 * Queueing disciplines and what they dropped, from tc.
 *
 * Shape:
 *     [{"kind":"noqueue","handle":"0:","dev":"lo","root":true,"refcnt":2,"options":{},
 *     "bytes":0,"packets":0,"drops":0,"overlimits":0,"requeues":0,"backlog":0,"qlen":0},
 *     {"kind":"tbf","handle":"8001:","dev":"eth0","root":true,"refcnt":2,"options":{"rate":125000,"burst":1600},
 *     "bytes":4410,"packets":4,"drops":96,"overlimits":103,"requeues":0,"backlog":1500,"qlen":1}]
 * Fields: counters since the discipline was attached, 32 bits, and begin again when it is replaced. A parent counts the drops and the queue of its children, so drops, sentPackets and
 *   backlog are summed over the roots only; overlimits and requeues over all but mq and mqprio, which repeat their children's.
 *   Example: drops = 96, overlimits = 103, requeues = 0, sentPackets = 4, backlogPackets = 1, backlogBytes = 1500, qdiscs = 2
 * Empty: "[]" or no output at all: the namespace has no discipline, which is 0 dropped and truly so.
 * Fails: toolMissing where tc has no -j (iproute2 before 4.17): the text is read instead. Where there is no tc at all,
 *   as on a small Red Hat, Python asks the kernel for the same; toolMissing only where neither is.
 * Source: https://elixir.bootlin.com/linux/v6.12/source/net/sched/sch_api.c (qdisc_tree_reduce_backlog), sch_mq.c; iproute2 tc/tc_qdisc.c.
 */
export const qdisc = {
  id: "qdisc",
  title: "queueing disciplines",
  about: "What waits on the way out, and what was dropped there.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.2,
  deadlineMs: 10_000,
  // 300 to 600 bytes a discipline; 64 queues on a card are 64 of them.
  maxBytes: 4 * 1024 * 1024,
  fields: { ...values, qdiscs: gauge("disciplines", "How many there are.") },
  tables: { qdiscs: values },
  ways: [
    { argv: ["tc", "-s", "-j", "qdisc", "show"], parse: parseQdiscJson, privilege: "user" },
    { argv: ["tc", "-s", "qdisc", "show"], parse: parseQdiscText, privilege: "user" },
    { argv: ["sh", "-c", literally(QDISC_SCRIPT)], parse: parseQdiscText, privilege: "user" },
  ],
} as const satisfies Collector;
