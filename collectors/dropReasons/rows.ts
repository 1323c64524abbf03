import { type Unknown, unknown, type Value } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";
import { decimal, sum } from "../number.ts";

export interface Counted {
  /** A name, a number that this kernel's list does not have, or "-" where the kernel gives no reason. */
  readonly reason: string;
  readonly location: string;
  readonly packets: number | Unknown;
}

export interface Counts {
  readonly drops: readonly Counted[];
  /** Drops that the host could not count. */
  readonly lost: Value;
}

/** `{ location: [ffffffff9c0a1b53] enqueue_to_backlog+0x153/0x440 , reason:  46 } hitcount:  404`: the kernel counted, reasons are numbers. */
export function histRows(lines: readonly string[], format: string): Counts {
  const names = reasonNames(format);
  const rows = lines
    .filter((line) => line.startsWith("{"))
    .map((line): Counted => {
      const [, symbol = "", reason, hits] = HIST_ROW.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is not a row of the histogram`);
      return {
        reason: reason === undefined ? "-" : (names.get(reason) ?? reason),
        location: symbol,
        packets: decimal(hits, "hitcount"),
      };
    });
  const dropped = /^[ \t]*Dropped: (\d+)$/m.exec(lines.join("\n"))?.[1];
  // The totals stand under every histogram; without them it was cut.
  return {
    drops: merged(rows),
    lost: dropped === undefined ? unparsable("the histogram has no totals") : decimal(dropped, "Dropped"),
  };
}

const HIST_ROW = /^\{ location: \[[0-9a-f]+\] (\S+(?: \[[\w-]+\])?)\s*(?:, reason:\s*(\w+))?\s*\} hitcount:\s*(\d+)/;

/** "12<TAB>NETFILTER_DROP<TAB>nft_do_chain+0x3e8/0x610": counted by awk from the trace, beside what its buffer lost. */
export function countRows(lines: readonly string[], overrun: readonly string[]): Counts {
  const rows = lines
    .filter((line) => line !== "")
    .map((line): Counted => {
      const [packets, reason, location, more] = line.split("\t");
      if (reason === undefined || location === undefined || more !== undefined)
        return unparsable(`"${line.slice(0, 60)}" is not count, reason and location`);
      return { reason, location, packets: decimal(packets, "count") };
    });
  if (overrun.length === 0) return { drops: merged(rows), lost: unknown("the trace does not say what it lost") };
  const lost = sum(
    overrun.map((line) => decimal(/: (\d+)$/.exec(line)?.[1], "overrun")),
    "overrun",
  );
  return { drops: merged(rows), lost };
}

/** `{ 46, "CPU_BACKLOG" }` in the event's format: numbers differ between kernels, so they are read where the trace was taken. */
function reasonNames(format: string): ReadonlyMap<string, string> {
  return new Map([...format.matchAll(/\{ *(\d+), *"(\w+)" *\}/g)].map(([, number = "", name = ""]) => [number, name]));
}

/** Offsets within one function are kept, but equal rows become one, largest first. */
function merged(rows: readonly Counted[]): readonly Counted[] {
  const byKey = Map.groupBy(rows, ({ reason, location }) => `${reason} ${location}`);
  return [...byKey.values()]
    .map((same) => ({
      ...same[0]!,
      packets: sum(
        same.map(({ packets }) => packets),
        "packets",
      ),
    }))
    .sort((a, b) => size(b) - size(a) || (a.location < b.location ? -1 : 1));
}

const size = ({ packets }: Counted): number => (typeof packets === "number" ? packets : Number.MAX_SAFE_INTEGER);
