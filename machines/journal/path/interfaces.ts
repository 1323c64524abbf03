import type { Row } from "../../contract/index.ts";
import { newest, numberIn, rowsIn, type Taken } from "./readings.ts";

/** How it is known by which interface packets pass: seen by a capture, told by the host's routes, or only that most packets of the window passed it. */
export type Known = "seen" | "routed" | "busiest";

export interface Device {
  readonly link: string;
  readonly known: Known;
}

/** The interfaces of one host on the side of who asks and on the side of who answers; null where nothing that was read tells. */
export interface Sides {
  readonly in: Device | null;
  readonly out: Device | null;
}

export function sidesOf(readings: readonly Taken[], host: string): Sides {
  const mine = readings.filter((one) => one.host === host);
  const busiest = busiestOf(mine);
  const side = (seen: string | null, routed: string | null): Device | null =>
    seen !== null ? { link: seen, known: "seen" } : routed !== null ? { link: routed, known: "routed" } : busiest;
  return { in: side(seenOn(mine, "in"), routedBy(mine, "in")), out: side(seenOn(mine, "out"), routedBy(mine, "out")) };
}

type Side = "in" | "out";

/** By captures: what goes to who answers comes in on one side and leaves on the other, and its answers the other way round. */
function seenOn(mine: readonly Taken[], side: Side): string | null {
  const counts = new Map<string, number>();
  const count = (link: unknown, packets: unknown): void => {
    if (typeof link !== "string" || link === "" || link === "lo" || typeof packets !== "number" || packets <= 0) return;
    counts.set(link, (counts.get(link) ?? 0) + packets);
  };
  const columns = side === "in" ? (["synIn", "answerOut"] as const) : (["synOut", "answerIn"] as const);
  for (const row of rowsIn(newest(mine, "handshakes"), "handshakes")) for (const one of columns) count(row[`${one}Dev`], row[one]);
  for (const row of rowsIn(newest(mine, "pathCapture"), "places"))
    if ((row["kind"] === "request") === ((row["direction"] === "In") === (side === "in"))) count(row["interface"], row["seen"]);
  for (const row of rowsIn(newest(mine, "adverts"), "streams"))
    if ((row["sent"] === true) === (side === "out")) count(row["interface"], row["adverts"]);
  return most(counts) ?? matching(mine, side);
}

/**
 * The interface on which just as many of the conversations' packets arrived and left as the host let pass in that direction; none where two fit, as the ports of
 * a bridge do.
 */
function matching(mine: readonly Taken[], side: Side): string | null {
  const fields = newest(mine, "segmentFate")?.reading.fields;
  const [into, out] = side === "in" ? (["requestsIn", "answersOut"] as const) : (["answersIn", "requestsOut"] as const);
  const rows = rowsIn(newest(mine, "segments"), "interfaces");
  const fits = rows.filter((row) => row["arrived"] === fields?.[into] && row["left"] === fields?.[out] && row["arrived"] !== row["left"]);
  const [one] = rows.length === 1 ? rows : fits;
  return rows.length === 1 || fits.length === 1 ? (one?.key ?? null) : null;
}

const most = (counts: ReadonlyMap<string, number>): string | null => [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null;

/** By the host's own routes. An address of its own needs no interface. */
function routedBy(mine: readonly Taken[], side: Side): string | null {
  const told = [
    newest(mine, "way")?.reading.fields[side === "in" ? "sourceDev" : "targetDev"],
    side === "out" ? newest(mine, "nextHop")?.reading.fields["dev"] : undefined,
    side === "out" ? newest(mine, "dfSweep")?.reading.fields["outInterface"] : undefined,
    newest(mine, "keepalived")?.reading.fields["interface"],
  ];
  const [first] = told.filter((one) => typeof one === "string" && one !== "" && one !== "lo" && one !== "none");
  return typeof first === "string" ? first : null;
}

/** Collectors that count packets of every interface before and after the window. */
const COUNTING = ["links", "pathCounters"] as const;

/** What else passes a host, our own sessions among it, is less than this part of what is measured. */
const CLEARLY = 3;

function busiestOf(mine: readonly Taken[]): Device | null {
  const moved = new Map<string, number>();
  for (const collector of COUNTING) {
    const at = (moment: string): readonly Row[] =>
      rowsIn(
        mine.findLast((one) => one.collector === collector && one.moment === moment),
        "interfaces",
      );
    const before = new Map(at("before").map((row) => [row.key, row]));
    for (const row of at("after")) if (row.key !== "lo") moved.set(row.key, Math.max(moved.get(row.key) ?? 0, packetsOf(row, before)));
  }
  const [first, second] = [...moved].filter(([, packets]) => packets > 0).toSorted(([, a], [, b]) => b - a);
  if (first === undefined || first[1] < CLEARLY * (second?.[1] ?? 0)) return null;
  return { link: first[0], known: "busiest" };
}

function packetsOf(row: Row, before: ReadonlyMap<string, Row>): number {
  return ["rxPackets", "txPackets"].reduce((sum, field) => {
    const [from, to] = [numberIn(before.get(row.key)?.[field]), numberIn(row[field])];
    return from === null || to === null ? sum : sum + Math.max(0, to - from);
  }, 0);
}
