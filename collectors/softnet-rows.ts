import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { cpusListed } from "./cpu-list.ts";
import { unparsable } from "./failure.ts";
import { hex32, sum } from "./number.ts";
import { linesOf, linesOrUnknown, type Sections } from "./section.ts";

export const STAT = "/proc/net/softnet_stat";
export const ONLINE = "/sys/devices/system/cpu/online";

const OLDEST_WIDTH = 9;
const NO_FLOW_LIMIT = unknown("this kernel has no flow-limit column");
const NO_RPS = unknown("this kernel has no received_rps column");
const NO_LENGTH = unknown("this kernel does not show the backlog's length");

/** What the two files say, by CPU and in sum. */
export function softnetIn(all: Sections): Reading {
  const rows = linesOf(all, STAT).map((line) => line.trim().split(/\s+/));
  const [first] = rows;
  if (first === undefined) return unparsable("softnet_stat has no row");
  const ids = cpuIds(rows, all);
  const cpus = rows.map((columns, index) => row(columns, ids[index] ?? unparsable("more rows than CPU ids")));
  if (new Set(ids).size !== ids.length) unparsable("one CPU has two rows");
  const total = (field: string): Value =>
    sum(
      cpus.map((cpu) => cpu[field]),
      field,
    );
  return {
    fields: {
      processed: total("processed"),
      dropped: total("dropped"),
      flowLimited: total("flowLimited"),
      backlogDropped: total("backlogDropped"),
      squeezed: total("squeezed"),
      receivedRps: total("receivedRps"),
      backlogLength: total("backlogLength"),
      columns: first.length,
      onlineCpus: cpus.length,
    },
    tables: { cpus },
  };
}

function row(columns: readonly string[], key: string): Row {
  if (columns.length < OLDEST_WIDTH) return unparsable(`softnet_stat has ${columns.length} columns, at least ${OLDEST_WIDTH} are expected`);
  const at = (index: number): number => hex32(columns[index], `softnet_stat column ${index + 1}`);
  const flowLimited = columns.length >= 11 ? at(10) : NO_FLOW_LIMIT;
  const dropped = at(1);
  return {
    key,
    processed: at(0),
    dropped,
    flowLimited,
    // The two counters wrap apart from each other, so the difference is taken in 32 bits.
    backlogDropped: typeof flowLimited === "number" ? (dropped - flowLimited) >>> 0 : dropped,
    squeezed: at(2),
    receivedRps: columns.length >= 10 ? at(9) : NO_RPS,
    backlogLength: columns.length >= 13 ? at(11) : NO_LENGTH,
  };
}

function cpuIds(rows: readonly (readonly string[])[], all: Sections): readonly string[] {
  if (rows.every((columns) => columns.length >= 13)) return rows.map((columns) => String(hex32(columns[12], "softnet_stat column 13")));
  const online = linesOrUnknown(all, ONLINE);
  // Without the list a row's number is the CPU's only while none is offline, and nobody can tell.
  if ("unknown" in online) return unparsable(`rows carry no CPU id and ${online.unknown}`);
  const ids = cpusListed(online[0] ?? "").map(String);
  return ids.length === rows.length ? ids : unparsable(`${rows.length} rows for ${ids.length} online CPUs`);
}
