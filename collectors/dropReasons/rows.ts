import { isUnknown, type Unknown, unknown, type Value } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";
import { decimal, sum } from "../number.ts";

export interface Counted {
  /** A name, a number that this kernel's list does not have, or "-" where the kernel gives no reason. */
  readonly reason: string;
  readonly location: string;
  /** Name of the interface that the packet was at: the one it came by, or is to leave by. */
  readonly device: string | Unknown;
  /** "own", the name of another one, or its number in brackets. */
  readonly namespace: string | Unknown;
  readonly packets: number | Unknown;
}

export interface Counts {
  readonly drops: readonly Counted[];
  /** Drops that the host could not count. */
  readonly lost: Value;
}

/** "404<TAB>CPU_BACKLOG<TAB>enqueue_to_backlog+0x153<TAB>eth1<TAB>own": counted by a program of ours; "-" is what is not known. */
export function programRows(lines: readonly string[], lost: string | undefined): Counts {
  const rows = lines
    .filter((line) => line !== "")
    .map((line): Counted => {
      const found = PROGRAM_ROW.exec(line)?.groups ?? unparsable(`"${line.slice(0, 60)}" is not a row of the program`);
      const { packets, reason = "-", location = "-", device = "-", namespace = "-" } = found;
      return {
        reason,
        location,
        device: device === "-" ? NO_DEVICE : device,
        namespace: namespace === "-" ? NO_DEVICE : namespace,
        packets: decimal(packets, "count"),
      };
    });
  return { drops: merged(rows), lost: decimal(lost, "lost") };
}

const PROGRAM_ROW =
  /^(?<packets>\d+)\t(?<reason>\w+|-)\t(?<location>[!-~]+\+0x[0-9a-f]+(?: \[[!-~]+\])?|-)\t(?<device>[!-~]+)\t(?<namespace>[!-~]+)$/;

const NO_DEVICE = unknown("the packet was at no interface that this host lists");

/** `{ location: [ffffffff9c0a1b53] enqueue_to_backlog+0x153/0x440 , reason:  46 } hitcount:  404`: the kernel counted, reasons are numbers. */
export function histRows(lines: readonly string[], { format, without }: { readonly format: string; readonly without: Unknown }): Counts {
  const names = reasonNames(format);
  const rows = lines
    .filter((line) => line.startsWith("{"))
    .map((line): Counted => {
      const [, symbol = "", reason, hits] = HIST_ROW.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is not a row of the histogram`);
      return {
        reason: reason === undefined ? "-" : (names.get(reason) ?? reason),
        location: symbol,
        device: without,
        namespace: without,
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

const HIST_ROW = /^\{ location: \[[0-9a-f]+\] (\S+(?: \[[\w-]+\])?)\s*(?:, reason:\s*(\w+)\s*)?\} hitcount:\s*(\d+)/;

/** "12<TAB>NETFILTER_DROP<TAB>nft_do_chain+0x3e8/0x610": counted by awk from the trace, beside what its buffer lost. */
export function countRows(
  lines: readonly string[],
  { overrun, without }: { readonly overrun: readonly string[]; readonly without: Unknown },
): Counts {
  const rows = lines
    .filter((line) => line !== "")
    .map((line): Counted => {
      const [packets, reason, location, more] = line.split("\t");
      if (reason === undefined || location === undefined || more !== undefined)
        return unparsable(`"${line.slice(0, 60)}" is not count, reason and location`);
      return { reason, location, device: without, namespace: without, packets: decimal(packets, "count") };
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
  const byKey = Map.groupBy(rows, keyOf);
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

/** "NETFILTER_DROP nft_do_chain+0x3e8 [nf_tables] on eth1 in qrouter-8d4f2c1e"; as far as it is known. */
export function keyOf({ reason, location, device, namespace }: Counted): string {
  const on = isUnknown(device) ? "" : ` on ${device}`;
  return `${reason} ${location}${on}${isUnknown(namespace) || namespace === "own" ? "" : ` in ${namespace}`}`;
}

const size = ({ packets }: Counted): number => (typeof packets === "number" ? packets : Number.MAX_SAFE_INTEGER);
