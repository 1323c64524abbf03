import type { Reading } from "#machines/contract/value.ts";
import { requireWholeLines, unparsable } from "./failure.ts";
import { decimal } from "./number.ts";
import { INGRESS_PARENT, type Qdisc, sumQdiscs } from "./qdisc-sum.ts";

const HEAD = /^qdisc (\S+) (\S+) dev (\S+) (?:(root)|parent (\S+))?/;
const SENT = /^ Sent (\d+) bytes (\d+) pkts? \(dropped (\d+), overlimits (\d+) requeues (\d+)\)/m;
const BACKLOG = /^ backlog (\d+)([KMG]?)b (\d+)p/m;
// tc prints large backlogs rounded: tc/tc_util.c (print_size) up to 5.x.
const SCALE: Readonly<Record<string, number>> = { "": 1, K: 1024, M: 1024 * 1024, G: 1024 * 1024 * 1024 };

/** What `tc -s qdisc show` prints. */
export function qdiscsIn(text: string): Reading {
  requireWholeLines(text);
  const blocks = text.split(/^(?=qdisc )/m).filter((block) => block.trim() !== "");
  return sumQdiscs(blocks.map(read));
}

function read(block: string): Qdisc {
  const [, kind = "", handle = "", dev = "", root, parent] =
    HEAD.exec(block) ?? unparsable(`"${block.slice(0, 40)}" is not the head of a discipline`);
  const name = `${dev} ${kind} ${handle}`;
  const [, , packets, drops, overlimits, requeues] = SENT.exec(block) ?? unparsable(`${name} has no line "Sent"`);
  const [, backlog, unit = "", queued] = BACKLOG.exec(block) ?? unparsable(`${name} has no line "backlog"`);
  const bytes = decimal(backlog, `${name} backlog`);
  return {
    kind,
    root: root !== undefined || parent === undefined || parent === INGRESS_PARENT,
    row: {
      key: parent === undefined || parent === INGRESS_PARENT ? name : `${name} parent ${parent}`,
      sentPackets: decimal(packets, `${name} packets`),
      drops: decimal(drops, `${name} dropped`),
      overlimits: decimal(overlimits, `${name} overlimits`),
      requeues: decimal(requeues, `${name} requeues`),
      backlogPackets: decimal(queued, `${name} backlog`),
      backlogBytes: typeof bytes === "number" ? bytes * (SCALE[unit] ?? 1) : bytes,
    },
  };
}
