import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, hex32, sum } from "../number.ts";
import { linesOf, linesOrUnknown, sections, type Sections } from "../section.ts";
import { endpoint } from "../endpoint.ts";

const NET = "/proc/net/";
export const FILES = ["sockstat", "sockstat6", "udp", "udp6", "raw", "raw6", "icmp", "icmp6"].map((name) => NET + name);

/** Rows that travel on: those that dropped, then those with the longest queues. The sums are over all. */
const MOST_ROWS = 200;

export function parseSockets(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const udp = [...table(linesOf(all, `${NET}udp`)), ...optional(all, "udp6")];
  const raw = [...linesOptional(all, "raw"), ...linesOptional(all, "raw6"), ...linesOptional(all, "icmp"), ...linesOptional(all, "icmp6")];
  const stat = linesOf(all, `${NET}sockstat`);
  const stat6 = linesOrUnknown(all, `${NET}sockstat6`);
  const udp6InUse = "unknown" in stat6 ? 0 : stated(stat6, "UDP6", "inuse");
  return {
    fields: {
      udpDrops: sum(
        udp.map((row) => row["drops"]),
        "UDP drops",
      ),
      rawDrops: sum(
        raw.map((row) => row["drops"]),
        "raw drops",
      ),
      udpInUse: sum([stated(stat, "UDP", "inuse"), udp6InUse], "UDP sockets"),
      tcpInUse: stated(stat, "TCP", "inuse"),
      tcpMemPages: stated(stat, "TCP", "mem"),
      udpMemPages: stated(stat, "UDP", "mem"),
      udpSockets: udp.length,
    },
    tables: { udpSockets: [...udp].sort(worstFirst).slice(0, MOST_ROWS) },
  };
}

/** IPv6 may be off, and old kernels have no ping sockets: such a file adds nothing. One that may not be read is another matter. */
function linesOptional(all: Sections, name: string): readonly Row[] {
  const section = all.get(NET + name) ?? unparsable(`no section ${name}`);
  if ("failure" in section && section.failure.kind === "absent") return [];
  return table(linesOf(all, NET + name));
}

const optional = linesOptional;

function table(lines: readonly string[]): readonly Row[] {
  return lines.filter((line) => line.trim() !== "" && !/^\s*sl\s/.test(line)).map(row);
}

function row(line: string): Row {
  const columns = line.trim().split(/\s+/);
  const [, local = "", , , queues = "", , , , , inode] = columns;
  if (columns.length !== 13 || !/^\d+:$/.test(columns[0] ?? ""))
    return unparsable(`"${line.trim().slice(0, 40)}" is not a socket of 13 columns`);
  return {
    key: `${endpoint(local)}#${decimal(inode, "inode") as number}`,
    drops: drops(columns[12]),
    rxQueueBytes: hex32(queues.split(":")[1], "rx_queue"),
  };
}

/** The kernel prints an atomic_t as a signed number: past 2^31 it looks negative, and was not. */
function drops(text: string | undefined): number | Unknown {
  const [, sign, digits] = /^(-?)(\d+)$/.exec(text ?? "") ?? unparsable(`drops: "${(text ?? "").slice(0, 20)}" is not a number`);
  const value = decimal(digits, "drops");
  if (sign === "" || typeof value !== "number") return value;
  return value <= 2 ** 31 ? 2 ** 32 - value : unparsable(`drops: -${value} is not a 32-bit number`);
}

/** "UDP: inuse 2 mem 3": the value after a name. */
function stated(lines: readonly string[], group: string, name: string): Value {
  const line = lines.find((one) => one.startsWith(`${group}: `));
  const words = line?.split(/\s+/) ?? [];
  const at = words.indexOf(name);
  if (at < 0) return unknown(`/proc/net/sockstat has no ${group} ${name}`);
  // Memory is counted per CPU and summed without a lock: it may be read as slightly negative.
  const word = words[at + 1];
  return name === "mem" && /^-\d+$/.test(word ?? "")
    ? unknown(`${group} memory was read while it changed`)
    : decimal(word, `${group} ${name}`);
}

const worstFirst = (a: Row, b: Row): number =>
  weight(b, "drops") - weight(a, "drops") || weight(b, "rxQueueBytes") - weight(a, "rxQueueBytes");
const weight = (row: Row, field: string): number => (typeof row[field] === "number" ? row[field] : 0);
