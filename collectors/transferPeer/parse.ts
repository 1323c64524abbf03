import type { CommandOutput } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { scarcestIn } from "../cpu-share.ts";
import { decimal, fraction } from "../number.ts";
import { linesOf, sections, type Sections } from "../section.ts";
import { connectionsIn, memoryIn, numberIn, type TcpConnection } from "../tcp-info.ts";

const MODES = ["listening", "inUse", "notHere", "denied", "refused"] as const;
const NOBODY = unknown("no connection to the port was seen here");

export function parseTransferPeer(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections({ ...output, stdout: output.stdout.replace(/^CULPRIT-ARMED\n/, "") });
  const mode = MODES.find((each) => each === linesOf(all, "mode")[0]) ?? unparsable("it does not say whether it listened");
  const words = (linesOf(all, "rmem")[0] ?? "").split(/\s+/);
  const [, first, largest] = words;
  const maximum = decimal(largest, "tcp_rmem");
  const looks = looksIn(all);
  const tool = toolIn(all);
  const rows = rowsOf(mode === "listening" ? withoutAsking(looks) : looks, maximum);
  const heaviest = rows.toSorted((a, b) => Number(b["weight"]) - Number(a["weight"]))[0];
  const of = (field: string): Value => heaviest?.[field] ?? NOBODY;
  return {
    fields: {
      mode,
      tool,
      looks: looks.length,
      connections: rows.length,
      ...scarcestIn(all),
      received: received(all),
      unreadBytes: of("unreadBytes"),
      unreadPercent: of("unreadPercent"),
      receiveBufferBytes: of("receiveBufferBytes"),
      tcpRmemStartBytes: decimal(first, "tcp_rmem"),
      tcpRmemMaxBytes: maximum,
      tcpRmem: words.map((word) => decimal(word, "tcp_rmem")).find(isUnknown) ?? words.join(" "),
      bufferBy: of("bufferBy"),
      segmentsIn: of("segmentsIn"),
      bytesIn: of("bytesIn"),
      heldBytes: of("heldBytes"),
    },
    tables: { connections: rows },
  };
}

type Look = readonly TcpConnection[];

function looksIn(all: Sections): readonly Look[] {
  return [...all.keys()]
    .filter((name) => name.startsWith("look "))
    .map((name) => {
      fraction(name.slice("look ".length), "uptime");
      return connectionsIn(linesOf(all, name));
    });
}

const IPERF3_READ = unknown("iperf3 took what came, and tells the sender how much");

/** "iperf3 3.12"; "none" where it was not asked for. Before there was a choice the section was not there. */
function toolIn(all: Sections): Value {
  const [tool = ""] = all.has("tool") ? linesOf(all, "tool") : [];
  return tool === "" || tool === "none" ? "own receiver" : tool;
}

/** Beside the connection with the data others may be open on which sender and receiver agree: they carry next to nothing. */
function withoutAsking(looks: readonly Look[]): readonly Look[] {
  const received = ({ info }: TcpConnection): number => Number(/(?:^|\s)bytes_received:(\d+)/.exec(info)?.[1] ?? 0);
  const most = Math.max(0, ...looks.flat().map(received));
  return looks.map((look) => look.filter((each) => received(each) >= most / 100));
}

/** "any 12345678 2.000": which transfer, bytes, seconds. */
const received = (all: Sections): Value => {
  const counts = linesOf(all, "transfers")
    .filter((line) => line !== "")
    .map((line) => (line.startsWith("iperf3 ") ? IPERF3_READ : decimal(/^\w+ (\d+) [\d.]+$/.exec(line)?.[1], "bytes")));
  return counts.reduce<Value>((sum, count) => (typeof sum === "number" && typeof count === "number" ? sum + count : count), 0);
};

/** What waits unread changes with every read, so the middle one of the looks counts. */
function rowsOf(looks: readonly Look[], maximum: Value): readonly Row[] {
  const byEnds = Map.groupBy(looks.flat(), ({ local, peer }) => `${local} ${peer}`);
  return [...byEnds.values()].map((same): Row => {
    const last = same.at(-1) ?? unparsable("a connection without a look");
    const unread = middle(same.map(({ receiveQueue }) => receiveQueue));
    const buffer = memoryIn(last, "rb");
    // The kernel keeps two bytes for each that a program asks for, and never chooses more than tcp_rmem's third number by itself.
    const bySetting = typeof buffer === "number" && typeof maximum === "number" && buffer >= 0.9 * maximum && buffer <= 1.1 * maximum;
    const setBy = isUnknown(buffer) ? buffer : bySetting ? "net.ipv4.tcp_rmem" : "receive buffer";
    return {
      key: `${isUnknown(last.process) ? "" : `${last.process} `}${last.local}, ${isUnknown(setBy) ? "receive buffer" : setBy}`,
      unreadBytes: unread,
      unreadPercent: typeof buffer === "number" && buffer > 0 ? (100 * unread) / buffer : unknown("ss does not show the buffer"),
      receiveBufferBytes: buffer,
      bufferBy: setBy,
      ...taken(same),
      weight: same.length + unread / 1e12,
    };
  });
}

const TWICE = unknown("the connection was not looked at twice, or this ss does not count its segments");

/** Between the first and the last look. ss leaves out what is 0. */
function taken(same: readonly TcpConnection[]): Readonly<Record<"segmentsIn" | "bytesIn" | "heldBytes", Value>> {
  const [first, last] = [same[0], same.at(-1)];
  const change = (word: string): Value => {
    const [from, to] = [first, last].map((look) => (look === undefined ? null : numberIn(look, word)));
    return same.length < 2 || from === null || from === undefined || to === null || to === undefined || to < from ? TWICE : to - from;
  };
  return {
    segmentsIn: change("data_segs_in"),
    bytesIn: change("bytes_received"),
    heldBytes: grown(first, last),
  };
}

function grown(first: TcpConnection | undefined, last: TcpConnection | undefined): Value {
  const [from, to] = [first, last].map((look) => (look === undefined ? TWICE : memoryIn(look, "r")));
  return typeof from === "number" && typeof to === "number" ? Math.max(0, to - from) : (to ?? TWICE);
}

const middle = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
