import type { Reading, Row, Value } from "#machines/contract/value.ts";
import { sum } from "./number.ts";

export interface Qdisc {
  readonly row: Row;
  readonly kind: string;
  /** Hangs on the device itself: root, ingress or clsact. */
  readonly root: boolean;
}

/** TC_H_INGRESS as a parent: how ingress and clsact hang on the device. */
export const INGRESS_PARENT = "ffff:fff1";

/** These show the sums of their children as their own. */
const REPEAT_THEIR_CHILDREN: ReadonlySet<string> = new Set(["mq", "mqprio"]);

export function sumQdiscs(qdiscs: readonly Qdisc[]): Reading {
  const roots = qdiscs.filter(({ root }) => root);
  const own = qdiscs.filter(({ kind }) => !REPEAT_THEIR_CHILDREN.has(kind));
  const total = (of: readonly Qdisc[], field: string): Value =>
    sum(
      of.map(({ row }) => row[field]),
      field,
    );
  return {
    fields: {
      sentPackets: total(roots, "sentPackets"),
      drops: total(roots, "drops"),
      overlimits: total(own, "overlimits"),
      requeues: total(own, "requeues"),
      backlogPackets: total(roots, "backlogPackets"),
      backlogBytes: total(roots, "backlogBytes"),
      qdiscs: qdiscs.length,
    },
    tables: { qdiscs: unique(qdiscs.map(({ row }) => row)) },
  };
}

/** Default disciplines below mq all have handle 0: and are told apart by their parent; what is still equal gets a number. */
function unique(rows: readonly Row[]): readonly Row[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const times = (seen.get(row.key) ?? 0) + 1;
    seen.set(row.key, times);
    return times === 1 ? row : { ...row, key: `${row.key} #${times}` };
  });
}
