import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { failWith, requireExitZero, unparsable } from "../failure.ts";
import { cannotRun } from "../judge.ts";
import { unseenBetween } from "../unseen-counts.ts";
import { tablesBetween } from "./tables.ts";
import { errorOf, resolutionsOf, seenIn, segmentOf, type Seen } from "./lines.ts";

/** Rows that travel on. More handshakes within one window mean a busy service: the reading then says that it is cut. */
const MOST_ROWS = 4_000;

interface Handshake {
  readonly source: string;
  readonly sourcePort: number;
  readonly target: string;
  readonly counts: Map<string, number>;
  readonly devices: Map<string, string>;
}

interface Tally {
  readonly handshakes: Map<number, Handshake>;
  readonly resolutions: Map<string, { readonly row: Omit<Row, "key" | "packets">; packets: number }>;
  readonly errors: Map<string, { readonly row: Omit<Row, "key" | "packets">; packets: number }>;
  segments: number;
}

export function parseHandshakes(output: CommandOutput): Reading {
  requireExitZero(output);
  const lines = output.stdout.split("\n");
  if (!lines.includes("== end")) unparsable("the output ends before its last line");
  const part = (from: string, to: string): readonly string[] => lines.slice(lines.indexOf(from) + 1, lines.indexOf(to));
  if (!lines.some((line) => /^(?:tcpdump: )?listening on /.test(line))) return neverBegan(output);
  const tally: Tally = { handshakes: new Map(), resolutions: new Map(), errors: new Map(), segments: 0 };
  for (const line of lines) {
    const seen = seenIn(line);
    if (seen !== null) take(tally, seen, output.args["port"]);
  }
  // "== end" of the cards stands behind "card".
  const [before, after] = [part("== before", "== capture"), part("== after", "== end")];
  const captured = said(lines, /^(\d+) packets? captured$/);
  const dropped = said(lines, /^(\d+) packets? dropped by kernel$/);
  const cut = lines.some((line) => line === "== status 0") ? tally.handshakes.size > MOST_ROWS : true;
  return {
    fields: {
      captured,
      droppedByKernel: dropped,
      complete: typeof dropped === "number" && typeof captured === "number" ? dropped === 0 && !cut : dropped,
      segments: tally.segments,
      handshakes: tally.handshakes.size,
      ...tablesBetween(before, after),
      ...unseenBetween(before, after),
    },
    tables: {
      handshakes: [...tally.handshakes].slice(0, MOST_ROWS).map(([isn, handshake]) => rowOf(isn, handshake)),
      resolutions: rowsOf(tally.resolutions),
      errors: rowsOf(tally.errors),
    },
  };
}

/** tcpdump's own words stand in stdout, so that the sensor sees when it is armed. */
function neverBegan(output: CommandOutput): never {
  const failure = cannotRun({ ...output, stderr: output.stdout, exitCode: 1 }, "tcpdump");
  return failWith(failure ?? { kind: "exited", code: 1, signal: null, stderr: output.stdout.slice(0, 400) });
}

function said(lines: readonly string[], pattern: RegExp): Value {
  const found = lines.map((line) => pattern.exec(line)?.[1]).find((each) => each !== undefined);
  return found === undefined ? unknown("tcpdump did not say how many packets it missed") : Number(found);
}

function take(tally: Tally, seen: Seen, port: string | undefined): void {
  const segment = segmentOf(seen.text);
  if (segment !== null) {
    tally.segments += 1;
    const opens = segment.flags.startsWith("S") && segment.ack === null && segment.seq !== null;
    const toService = port === undefined ? opens : segment.targetPort === Number(port);
    if (opens && toService)
      return count(tally, segment.seq ?? 0, { seen, what: "syn", from: [segment.source, segment.sourcePort], to: segment.target });
    // A reset or SYN-ACK answers the segment whose number it acknowledges, less one.
    if (!toService && segment.ack !== null)
      count(tally, (segment.ack - 1) >>> 0, {
        ...{ seen, what: segment.flags.startsWith("S") ? "answer" : "reset", from: [segment.target, segment.targetPort] },
        to: segment.source,
      });
    return;
  }
  const said = errorOf(seen.text);
  if (said !== null) return add(tally.errors, `${said.says} from ${said.by}, ${seen.direction}`, { ...said, direction: seen.direction });
  for (const { kind, address, mac } of resolutionsOf(seen)) {
    const { dev, direction } = seen;
    add(tally.resolutions, `${kind} ${address} ${mac} ${direction} ${dev}`, { kind, address, mac, direction, dev });
  }
}

interface Counted {
  readonly seen: Seen;
  readonly what: "syn" | "answer" | "reset";
  readonly from: readonly [string, number];
  readonly to: string;
}

function count({ handshakes }: Tally, isn: number, { seen, what, from, to }: Counted): void {
  if (seen.direction === "other") return;
  const known = handshakes.get(isn) ?? {
    source: from[0],
    sourcePort: from[1],
    target: to,
    counts: new Map<string, number>(),
    devices: new Map(),
  };
  handshakes.set(isn, known);
  const side = `${what}${seen.direction === "in" ? "In" : "Out"}`;
  const at = `${side} ${seen.dev}`;
  known.counts.set(at, (known.counts.get(at) ?? 0) + 1);
  if (!known.devices.has(side)) known.devices.set(side, seen.dev);
}

const SIDES = ["synIn", "synOut", "answerIn", "answerOut", "resetIn", "resetOut"] as const;

/** A bridge and its port, a VLAN and the interface below, a bond and its leg see one packet each: what most of them saw is what came by. */
function rowOf(isn: number, { source, sourcePort, target, counts, devices }: Handshake): Row {
  const most = (side: string): number =>
    Math.max(0, ...[...counts].filter(([at]) => at.startsWith(`${side} `)).map(([, packets]) => packets));
  return {
    key: String(isn),
    source,
    sourcePort,
    target,
    ...Object.fromEntries(SIDES.map((side) => [side, most(side)])),
    synInDev: devices.get("synIn") ?? "",
    synOutDev: devices.get("synOut") ?? "",
    answerInDev: devices.get("answerIn") ?? devices.get("resetIn") ?? "",
    answerOutDev: devices.get("answerOut") ?? devices.get("resetOut") ?? "",
  };
}

type Rows = Map<string, { readonly row: Omit<Row, "key" | "packets">; packets: number }>;

function add(rows: Rows, key: string, row: Omit<Row, "key" | "packets">): void {
  const known = rows.get(key) ?? { row, packets: 0 };
  known.packets += 1;
  rows.set(key, known);
}

const rowsOf = (rows: Rows): readonly Row[] =>
  [...rows].slice(0, MOST_ROWS).map(([key, { row, packets }]) => ({ ...(row as Row), key, packets }));
