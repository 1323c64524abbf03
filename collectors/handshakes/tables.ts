import { type Row, unknown, type Value } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";
import { decimal, hex32 } from "../number.ts";
import { conntrackRow } from "../conntrack-rows.ts";

/** What the tables said at one end of the window. */
interface Tables {
  readonly count: Value | null;
  readonly max: Value | null;
  readonly tracking: readonly Row[];
  readonly fulls: readonly number[] | null;
}

const NOT_COUNTED = unknown("this kernel shows no statistics of connection tracking without its tool, or none at all");

/** What connection tracking and the neighbour table refused between two looks, and how full the first one found the table. */
export function tablesBetween(before: readonly string[], after: readonly string[]): Readonly<Record<string, Value>> {
  const [first, last] = [tablesIn(before), tablesIn(after)];
  const [count, max] = [first.count, first.max];
  const absent = unknown("this kernel tracks no connections");
  return {
    tracking: count !== null,
    tracked: count ?? absent,
    trackingLimit: max ?? absent,
    trackedPercent: typeof count === "number" && typeof max === "number" ? (max === 0 ? 0 : (100 * count) / max) : (count ?? absent),
    trackingDrops: count === null ? 0 : changeOf(first.tracking, last.tracking, "drop"),
    insertFailures: count === null ? 0 : changeOf(first.tracking, last.tracking, "insertFailed"),
    trackingInvalid: count === null ? 0 : changeOf(first.tracking, last.tracking, "invalid"),
    neighbourTableFulls:
      first.fulls === null || last.fulls === null
        ? unknown("neither /proc/net/stat nor ip -s ntable tells how often the neighbour table was full")
        : last.fulls.reduce((sum, value, cpu) => sum + ((value - (first.fulls?.[cpu] ?? 0)) >>> 0), 0),
  };
}

function tablesIn(lines: readonly string[]): Tables {
  const of = (kind: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  const [count, max] = [of("count")[0], of("max")[0]];
  return {
    count: count === undefined ? null : decimal(count.trim(), "nf_conntrack_count"),
    max: max === undefined ? null : decimal(max.trim(), "nf_conntrack_max"),
    tracking: [...fromFile(of("stat")), ...fromTool(of("tool"))],
    fulls: fullsIn(of("neighbours")) ?? fullsOf(of("fulls")[0]),
  };
}

function fromFile([header, ...rows]: readonly string[]): readonly Row[] {
  if (header === undefined) return [];
  const names = header.trim().split(/\s+/);
  return rows
    .filter((row) => row.trim() !== "")
    .map((row, cpu) => {
      const columns = row.trim().split(/\s+/);
      if (columns.length !== names.length) unparsable(`${names.length} names and ${columns.length} values of connection tracking`);
      return conntrackRow(String(cpu), new Map(columns.map((value, at) => [names[at] ?? "", hex32(value, names[at] ?? "")])));
    });
}

const fromTool = (lines: readonly string[]): readonly Row[] =>
  lines.map((line, cpu) =>
    conntrackRow(String(cpu), new Map([...line.matchAll(/([a-z_]+)=(\d+)/g)].map(([, name = "", value]) => [name, Number(value)]))),
  );

/** As ip sums it over all CPUs. */
function fullsOf(line: string | undefined): readonly number[] | null {
  const count = line === undefined ? null : decimal(line.trim(), "table_fulls");
  return typeof count === "number" ? [count] : null;
}

function fullsIn([header, ...rows]: readonly string[]): readonly number[] | null {
  const at = (header ?? "").trim().split(/\s+/).indexOf("table_fulls");
  return at < 0 ? null : rows.filter((row) => row.trim() !== "").map((row) => hex32(row.trim().split(/\s+/)[at], "table_fulls"));
}

/** The counters are 32 bits wide on each CPU. */
function changeOf(before: readonly Row[], after: readonly Row[], field: string): Value {
  if (before.length === 0 || before.length !== after.length) return NOT_COUNTED;
  let total = 0;
  for (const [cpu, row] of after.entries()) {
    const [from, to] = [before[cpu]?.[field], row[field]];
    if (typeof from !== "number" || typeof to !== "number") return typeof to === "number" ? NOT_COUNTED : (to ?? NOT_COUNTED);
    total += (to - from) >>> 0;
  }
  return total;
}
