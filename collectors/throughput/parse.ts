import type { CommandOutput } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { scarcestIn } from "../cpu-share.ts";
import { decimal, fraction } from "../number.ts";
import { linesOf, sections, type Sections } from "../section.ts";
import { connectionsIn, type TcpConnection } from "../tcp-info.ts";
import { detailsOf, NO_DETAILS } from "./details.ts";
import { iperf3Said, type Sent } from "./iperf3.ts";
import type { Pair } from "./pair.ts";

export function parseThroughput(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const mode = linesOf(all, "mode")[0];
  if (mode !== "watched" && mode !== "transfer") return unparsable(`"${mode ?? ""}" is no way to measure`);
  const looks = [lookAt(all, "before"), lookAt(all, "after")] as const;
  const [before, after] = looks;
  const sent = sentIn(all);
  const seen = before === null || after === null ? [] : pairsOf(before.connections, after.connections);
  const pairs = sent?.localPort === undefined ? seen : seen.filter(({ after: { local } }) => local.endsWith(`:${sent.localPort}`));
  const between = before === null || after === null ? null : after.at - before.at;
  if (between !== null && between < 0) return unparsable("the second look was before the first");
  const acknowledgedMbit = between === null ? unknown("the connection ended before it was looked at twice") : rateOf(pairs, between);
  const mbit = sent === null ? acknowledgedMbit : lower(sent, acknowledgedMbit);
  const seconds = sent === null ? between : sent.seconds;
  const [largest] = pairs.toSorted((a, b) => b.bytes - a.bytes);
  return {
    fields: {
      mode,
      tool: toolIn(all, sent),
      connections: mode === "watched" ? pairs.length : sent === null ? 0 : 1,
      seconds: seconds ?? unknown("it was not looked at twice"),
      mbit,
      ...againstExpected(output, mbit),
      ...scarcestIn(all),
      ...(largest === undefined || between === null ? NO_DETAILS : detailsOf(largest, { seconds: between, mbit })),
    },
    tables: { connections: pairs.map(rowOf(between)) },
  };
}

function lookAt(all: Sections, name: string): { readonly at: number; readonly connections: readonly TcpConnection[] } | null {
  if (!all.has(name)) return null;
  const [at, ...lines] = linesOf(all, name);
  return { at: fraction(at, "uptime"), connections: connectionsIn(lines) };
}

/** A connection that is in both looks. One that came or went in between has no window of its own. */
function pairsOf(before: readonly TcpConnection[], after: readonly TcpConnection[]): readonly Pair[] {
  const first = new Map(before.map((each) => [`${each.local} ${each.peer}`, each]));
  return after.flatMap((each): readonly Pair[] => {
    const earlier = first.get(`${each.local} ${each.peer}`);
    const bytes = earlier === undefined ? null : acknowledged(earlier, each);
    return earlier === undefined || bytes === null ? [] : [{ before: earlier, after: each, bytes }];
  });
}

const acked = ({ info }: TcpConnection): number | null => {
  const found = /(?:^|\s)bytes_acked:(\d+)/.exec(info)?.[1];
  return found === undefined ? null : Number(found);
};

/** ss leaves bytes_acked out while it is 0, and kernels before 4.1 do not know it: those show no byte sent either. */
function acknowledged(before: TcpConnection, after: TcpConnection): number | null {
  const [first, last] = [acked(before) ?? 0, acked(after)];
  if (last === null) return /(?:^|\s)(bytes_sent|segs_out):/.test(after.info) ? 0 : null;
  return last >= first ? last - first : null;
}

function rateOf(pairs: readonly Pair[], seconds: number): Value {
  if (pairs.length === 0) return unknown("no connection was open for the whole time, or this kernel does not count acknowledged bytes");
  if (seconds <= 0) return unparsable("no time passed between the two looks");
  return (8 * pairs.reduce((sum, { bytes }) => sum + bytes, 0)) / seconds / 1e6;
}

/** The sender prints milliseconds: 0.000 is less than half of one, and the rate then at least this. Where little is expected, it all fits into a buffer. */
const LEAST_SECONDS = 0.0005;

/** "any 12345678 2.000": Culprit's own sender, the bytes that its receiver read, seconds; or what iperf3 said. */
function sentIn(all: Sections): Sent | null {
  if (all.has("iperf3")) return iperf3Said(linesOf(all, "iperf3").join("\n"));
  const [line] = all.has("transfers") ? linesOf(all, "transfers").filter((each) => each !== "") : [];
  if (line === undefined) return null;
  const [, bytes, time] = /^any (\d+) ([\d.]+)$/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is no transfer`);
  const [count, seconds] = [decimal(bytes, "bytes"), Math.max(fraction(time, "seconds"), LEAST_SECONDS)];
  if (typeof count !== "number") return unparsable(`"${line.slice(0, 40)}" is no transfer`);
  return { tool: "own sender", mbit: (8 * count) / seconds / 1e6, seconds };
}

/**
 * Up to 3.4 iperf3 counts as received what arrives after the end, when the send buffer drains (its release notes, 3.5): on a slow path that is most of it.
 * What was acknowledged between the two looks is no more than what went over.
 */
const lower = ({ mbit, localPort }: Sent, acknowledged: Value): number =>
  localPort !== undefined && typeof acknowledged === "number" ? Math.min(mbit, acknowledged) : mbit;

function toolIn(all: Sections, sent: Sent | null): Value {
  if (sent === null) return unknown("nothing was sent: connections that were open already were watched");
  const [why] = all.has("own") ? linesOf(all, "own") : [];
  return why === undefined || why === "" ? sent.tool : `${sent.tool}: ${why}`;
}

const NOT_ASKED = unknown("nobody said which rate is expected");
function againstExpected(output: CommandOutput, mbit: Value): Readonly<Record<string, Value>> {
  const expected = output.args["expectedMbit"] === undefined ? NOT_ASKED : (decimal(output.args["expectedMbit"], "expectedMbit") as Value);
  const compared = (rate: Value, compare: (rate: number, expected: number) => number): Value =>
    isUnknown(rate) ? rate : typeof expected === "number" && typeof rate === "number" ? compare(rate, expected) : NOT_ASKED;
  const percent = (rate: Value): Value => compared(rate, (had, wanted) => (100 * had) / wanted);
  return {
    expectedMbit: expected,
    reachedPercent: percent(mbit),
    missingMbit: compared(mbit, (had, wanted) => Math.max(0, wanted - had)),
  };
}

const rowOf =
  (seconds: number | null) =>
  ({ after, bytes }: Pair): Row => ({
    key: `${isUnknown(after.process) ? "" : `${after.process} `}${after.local} to ${after.peer}`,
    mbit: seconds === null || seconds <= 0 ? unknown("no time passed") : (8 * bytes) / seconds / 1e6,
    sendQueueBytes: after.sendQueue,
  });
