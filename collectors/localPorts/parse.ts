import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading, Row, Unknown, Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { linesOf, linesOrUnknown, sections, type Sections } from "../section.ts";

const AT = "/proc/sys/net/ipv4/";

export function parseLocalPorts(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const range = rangeOf(all);
  const rows = linesOf(all, "sockets").map(countOf);
  const used = rows.reduce((sum, { count }) => sum + count, 0);
  const waiting = rows.filter(({ state }) => state === "TIME-WAIT").reduce((sum, { count }) => sum + count, 0);
  return {
    fields: {
      range,
      rangeAsSet: asSet(all),
      used,
      timeWait: waiting,
      usedPercent: typeof range === "number" ? (100 * used) / range : range,
      reusesTimeWait: reuse(all),
    },
    tables: { holders: holdersOf(rows) },
  };
}

interface Count {
  readonly state: string;
  readonly owner: string;
  readonly count: number;
}

/** "count ESTAB worker 97": state, owner (- where it is not to be seen), how many. */
function countOf(line: string): Count {
  const [, state = "", owner = "", count] =
    /^count (\S+) (.+) (\d+)$/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not a count of sockets`);
  return { state, owner, count: Number(count) };
}

/** Ports that the host may take by itself: the range, less those that are reserved within it. */
function rangeOf(all: Sections): number | Unknown {
  const lines = linesOrUnknown(all, `${AT}ip_local_port_range`);
  if ("unknown" in lines) return lines;
  const [first, last] = (lines[0] ?? "")
    .trim()
    .split(/\s+/)
    .map((text) => decimal(text, "ip_local_port_range"));
  if (typeof first !== "number" || typeof last !== "number" || last < first) return unparsable("ip_local_port_range is not two ports");
  const reserved = linesOrUnknown(all, `${AT}ip_local_reserved_ports`);
  const taken =
    "unknown" in reserved ? 0 : (reserved[0] ?? "").split(",").reduce((sum, part) => sum + overlap(part.trim(), first, last), 0);
  return last - first + 1 - taken;
}

/** "32768\t60999", as it is written back. */
function asSet(all: Sections): Value {
  const lines = linesOrUnknown(all, `${AT}ip_local_port_range`);
  return "unknown" in lines ? lines : (lines[0] ?? "").trim().replaceAll(/\s+/g, " ");
}

function overlap(part: string, first: number, last: number): number {
  const found = /^(\d+)(?:-(\d+))?$/.exec(part);
  if (found === null) return 0;
  const [from, to] = [Number(found[1]), Number(found[2] ?? found[1])];
  return Math.max(0, Math.min(to, last) - Math.max(from, first) + 1);
}

function reuse(all: Sections): Value {
  const lines = linesOrUnknown(all, `${AT}tcp_tw_reuse`);
  return "unknown" in lines ? lines : decimal(lines[0]?.trim(), "tcp_tw_reuse");
}

/** Who holds the ports: a process with its connections, or connections in TIME-WAIT, which belong to nobody any more. */
function holdersOf(rows: readonly Count[]): readonly Row[] {
  const named = (row: Count): string =>
    row.state === "TIME-WAIT"
      ? "TIME-WAIT of connections closed by this host"
      : `connections kept by ${row.owner === "-" ? "a process that takes root to see" : row.owner}`;
  return [...Map.groupBy(rows, named)].map(([key, each]) => ({ key, ports: each.reduce((sum, { count }) => sum + count, 0) }));
}
