import type { Row, Value } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";
import { decimal } from "../number.ts";

const HEAD = /^qdisc (\S+) (\S+) dev (\S+) (?:root|parent (\S+))?/;
const SENT = /^ Sent \d+ bytes \d+ pkts? \(dropped (\d+), overlimits (\d+) requeues \d+\)/m;
const BACKLOG = /^ backlog (\d+)([KMG]?)b \d+p/m;
// tc prints large backlogs rounded: tc/tc_util.c (print_size) up to 5.x.
const SCALE: Readonly<Record<string, number>> = { "": 1, K: 1024, M: 1024 * 1024, G: 1024 * 1024 * 1024 };

/** One look at the disciplines, by the name that tells them apart: "eth1 tbf 8001:". Of several alike, as below mq, the last stands for all. */
export function disciplinesIn(lines: readonly string[]): ReadonlyMap<string, Row> {
  const blocks = `${lines.join("\n")}\n`.split(/^(?=qdisc )/m).filter((block) => block.trim() !== "");
  return new Map(
    blocks.map((block) => {
      const [, kind = "", handle = "", dev = "", parent] =
        HEAD.exec(block) ?? unparsable(`"${block.slice(0, 40)}" is not the head of a discipline`);
      const key = `${dev} ${kind} ${handle}${parent === undefined ? "" : ` parent ${parent}`}`;
      const [, drops, overlimits] = SENT.exec(block) ?? unparsable(`${key} has no line "Sent"`);
      const [, backlog, unit = ""] = BACKLOG.exec(block) ?? unparsable(`${key} has no line "backlog"`);
      return [
        key,
        {
          key,
          drops: decimal(drops, `${key} dropped`),
          overlimits: decimal(overlimits, `${key} overlimits`),
          backlogBytes: scaled(decimal(backlog, `${key} backlog`), unit),
        },
      ] as const;
    }),
  );
}

const scaled = (bytes: Value, unit: string): Value => (typeof bytes === "number" ? bytes * (SCALE[unit] ?? 1) : bytes);
