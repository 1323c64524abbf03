import type { Hop, PathView } from "#machines/journal/path.ts";
import { widthOf, wrapped } from "../drawing/fit.ts";
import { culpritWords, sizeWords } from "./words.ts";

/** Columns of the way, and where each row of the drawing stands. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly pitch: number;
  readonly box: { readonly width: number; readonly height: number; readonly y: number };
  readonly hosts: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  readonly rows: {
    readonly mtu: number | null;
    readonly counters: number | null;
    readonly tunnel: number | null;
    /** Its two sentences stand below each other where the way is short. */
    readonly chart: { readonly y: number; readonly wraps: boolean } | null;
    /** Causes in words, below each other. */
    readonly culprits: readonly { readonly y: number; readonly column: number; readonly lines: readonly string[] }[];
    readonly legs: readonly { readonly y: number; readonly wraps: boolean }[];
  };
}

/** A column is as wide as there is room for, within these: narrower, names are cut too much; wider, the way is not seen at once. */
const PITCH = { least: 84, leastOnPhone: 100, most: 168 };
const PHONE = 480;
/** Between two boxes. */
const GAP = 16;
/** Of the narrowest drawing: titles and sentences need it. */
const LEAST_WIDTH = 312;
const BOX = { height: 44, y: 32 };
export const CHART = 56;
const LEG = 84;
/** Of a line of words. */
export const LINE = 16;
const CAUSE = { size: 12 } as const;
const SMALL = { size: 11 } as const;

const leastPitch = (room: number): number => (room < PHONE ? PITCH.leastOnPhone : PITCH.least);

/** Whether its columns fit side by side, with text as large as it is meant to be. */
export const liesDown = ({ hops }: Pick<PathView, "hops">, room: number): boolean => hops.length * leastPitch(room) <= room;

export function placePath(view: PathView, room = Infinity): Placed {
  const { hops } = view;
  const pitch = Math.min(PITCH.most, Math.max(leastPitch(room), Math.floor(room / Math.max(1, hops.length))));
  const width = pitch - GAP;
  // The last row's words may be longer than its columns.
  const whole = Math.max(hops.length * pitch, Math.min(room, 480), LEAST_WIDTH);
  let y = BOX.y + BOX.height + 8;
  const take = (height: number, wanted: boolean): number | null => {
    if (!wanted) return null;
    const at = y;
    y += height;
    return at;
  };
  const mtu = take(
    20,
    hops.some((hop) => hop.mtu !== null),
  );
  const counters = take(
    32,
    hops.some((hop) => hop.counters.length > 0),
  );
  const tunnel = take(40, view.tunnel !== null);
  if (view.culprits.length > 0) y += 4;
  const culprits = view.culprits.map((culprit) => {
    const lines = wrapped(culpritWords(culprit), whole - 24, CAUSE);
    const at = y;
    y += lines.length * LINE + 6;
    return { y: at, column: culprit.column, lines };
  });
  const { along, sent } = sizeWords(view);
  const long = sent !== null && widthOf(along, SMALL) + widthOf(sent, SMALL) + 24 > hops.length * pitch;
  const line = take(CHART + 44 + (long ? LINE : 0), sizesOf(hops).length > 1);
  const chart = line === null ? null : { y: line, wraps: long };
  if (view.legs.length > 0) y += 12;
  const legs = view.legs.map(({ title, say }) => {
    const wraps = widthOf(title, { size: 12 }) + widthOf(say, { size: 11 }) + 24 > whole;
    const at = y;
    y += LEG + (wraps ? LINE : 0);
    return { y: at, wraps };
  });
  return {
    ...{ width: whole, height: y + 4, pitch, box: { ...BOX, width }, hosts: hostsOf(hops) },
    rows: { mtu, counters, tunnel, chart, culprits, legs },
  };
}

export const centre = ({ pitch }: Pick<Placed, "pitch">, column: number): number => column * pitch + pitch / 2;

/** Different sizes that are known, ascending. */
export const sizesOf = (hops: readonly Hop[]): readonly number[] =>
  [...new Set(hops.flatMap(({ mtu }) => (typeof mtu === "number" ? [mtu] : [])))].sort((a, b) => a - b);

/** Neighbours on one host, under its name. */
export function hostsOf(hops: readonly Hop[]): Placed["hosts"] {
  const groups: { name: string; from: number; to: number }[] = [];
  for (const [column, { host }] of hops.entries()) {
    const last = groups.at(-1);
    if (last?.name === host) last.to = column;
    else groups.push({ name: host, from: column, to: column });
  }
  return groups;
}

/** Places that stand out: too small for what is sent, where packets vanish, and where a cause is. */
export const wrongIn = ({ legs, narrowest, culprits }: PathView): ReadonlySet<number> =>
  new Set([
    ...(narrowest === null ? [] : [narrowest]),
    ...culprits.map(({ column }) => column),
    ...legs.flatMap(({ losses }) => losses.flatMap(({ from, to }) => (from === to ? [from] : []))),
  ]);
