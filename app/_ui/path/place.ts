import type { Hop, PathView } from "#machines/journal/path.ts";

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
    readonly chart: number | null;
    readonly legs: readonly number[];
  };
}

const ROOMY = { pitch: 112, width: 92 };
const DENSE = { pitch: 68, width: 58 };
/** So many columns have room for whole names; beyond, names are cut and the focused one is told in full. */
const MOST_ROOMY = 7;
const BOX = { height: 44, y: 32 };
export const CHART = 56;
const LEG = 84;

export function placePath(view: PathView): Placed {
  const { hops } = view;
  const { pitch, width } = hops.length <= MOST_ROOMY ? ROOMY : DENSE;
  const hasMtu = hops.some(({ mtu }) => mtu !== null);
  let y = BOX.y + BOX.height + 8;
  const take = (height: number, wanted: boolean): number | null => {
    if (!wanted) return null;
    const at = y;
    y += height;
    return at;
  };
  const mtu = take(20, hasMtu);
  const counters = take(
    32,
    hops.some((hop) => hop.counters.length > 0),
  );
  const tunnel = take(40, view.tunnel !== null);
  const chart = take(CHART + 44, sizesOf(hops).length > 1);
  if (view.legs.length > 0) y += 12;
  const legs = view.legs.map(() => {
    const at = y;
    y += LEG;
    return at;
  });
  // The last row's words may be longer than its columns.
  return {
    width: Math.max(hops.length * pitch, 320),
    height: y + 4,
    pitch,
    box: { ...BOX, width },
    hosts: hostsOf(hops),
    rows: { mtu, counters, tunnel, chart, legs },
  };
}

export const centre = ({ pitch }: Pick<Placed, "pitch">, column: number): number => column * pitch + pitch / 2;

/** Different sizes that are known, ascending. */
export const sizesOf = (hops: readonly Hop[]): readonly number[] =>
  [...new Set(hops.flatMap(({ mtu }) => (typeof mtu === "number" ? [mtu] : [])))].sort((a, b) => a - b);

function hostsOf(hops: readonly Hop[]): Placed["hosts"] {
  const groups: { name: string; from: number; to: number }[] = [];
  for (const [column, { host }] of hops.entries()) {
    const last = groups.at(-1);
    if (last?.name === host) last.to = column;
    else groups.push({ name: host, from: column, to: column });
  }
  return groups;
}
