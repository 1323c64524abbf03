import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "./failure.ts";
import { hex32 } from "./number.ts";
import { linesOf, sections } from "./section.ts";
import { conntrackRow, sumConntrack } from "./conntrack-rows.ts";

export const STAT = "/proc/net/stat/nf_conntrack";

/** Stands in for its columns, in a namespace that has no such file. */
export const NO_FILE = "noFile";

/** Columns by the names of the header. `entries` is one gauge repeated on every row: it is not read here, and never summed. */
export function parseConntrackFile(output: CommandOutput): Reading {
  requireExitZero(output);
  const [header, ...rows] = linesOf(sections(output), STAT)
    .filter((line) => line.trim() !== "")
    .map((line) => line.trim().split(/\s+/));
  if (header === undefined || header[0] !== "entries") return unparsable("nf_conntrack statistics have no header");
  return sumConntrack(
    rows.map((columns, index) => {
      if (columns.length !== header.length) unparsable(`${header.length} names and ${columns.length} values`);
      // Rows carry no CPU id. They come in the order of possible CPUs, which are numbered without gaps.
      return conntrackRow(String(index), new Map(columns.map((value, at) => [header[at] ?? "", hex32(value, header[at] ?? "")])));
    }),
  );
}
