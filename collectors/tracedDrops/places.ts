import { isUnknown, type Reading, type Row, type Unknown } from "#machines/contract/value.ts";
import { isProgramDrop, programOf } from "../program-drops.ts";
import { plus, type Count } from "../window.ts";

/** Reasons of queueing disciplines. */
const QUEUES = /^(?:QDISC_|CAKE_|FQ_|DUALPI2_)/;

/** How many this host's places dropped, by whatever counts that: of these, the trace says where. */
export interface Counts {
  readonly rules: Count;
  readonly queues: Count;
  readonly programs: Count;
  readonly reversePaths: Count;
}

/** Part of a count that an interface must have dropped to be the place of it: a fifth is the tolerance of counts. */
const ENOUGH = 0.8;

/**
 * At which of this host's interfaces the kernel dropped packets, by what dropped them. The trace is of the whole machine: what was at an interface of another
 * namespace is another's, and what was at none that is known may be anybody's. A place is told only where one interface alone dropped enough: with two,
 * the other's may be traffic that has nothing to do with it, and the greater number is no better a sign than the lesser.
 */
export function placesOf(
  reasons: Reading | Unknown,
  netns: string | undefined,
  counts: Counts,
): Readonly<Record<keyof Counts, readonly Row[]>> {
  const all = "unknown" in reasons ? [] : (reasons.tables?.["reasons"] ?? []);
  const own = all.filter(({ device, namespace }) => typeof device === "string" && namespace === (netns ?? "own"));
  const at = (count: Count, wanted: (reason: string, at: string) => boolean, name: (row: Row) => string = device): readonly Row[] => {
    if (isUnknown(count) || count === 0) return [];
    const dropped = Map.groupBy(
      own.filter(({ reason, function: at }) => wanted(String(reason), String(at))),
      device,
    );
    const enough = [...dropped.values()].filter((rows) => !isUnknown(packetsOf(rows)) && Number(packetsOf(rows)) >= ENOUGH * count);
    if (enough.length !== 1) return [];
    return [...Map.groupBy(enough.flat(), name)].map(([key, rows]) => ({ key, drops: packetsOf(rows) }));
  };
  return {
    rules: at(
      counts.rules,
      (reason) => reason === "NETFILTER_DROP",
      (row) => `${isUnknown(row["function"]) ? "netfilter" : String(row["function"])} on ${device(row)}`,
    ),
    queues: at(counts.queues, (reason) => QUEUES.test(reason)),
    programs: at(counts.programs, isProgramDrop, (row) => `${programOf(String(row["reason"]))} on ${device(row)}`),
    reversePaths: at(counts.reversePaths, (reason) => reason === "IP_RPFILTER"),
  };
}

const device = (row: Row): string => String(row["device"]);

const packetsOf = (rows: readonly Row[]): Count =>
  plus(...rows.map(({ packets }): Count => (typeof packets === "number" || isUnknown(packets) ? packets : 0)));
