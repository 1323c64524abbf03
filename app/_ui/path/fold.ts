import type { Hop, PathView } from "#machines/journal/path.ts";

/** A stretch of interfaces that say nothing each, drawn as one. */
export interface Stretch extends Hop {
  readonly folds: readonly Hop[];
}

/** So many columns are read at a glance; beyond, what is alike is folded. */
const MOST_WHOLE = 12;
/** Fewer are not worth a fold. */
const LEAST = 3;

export const foldsOf = (hop: Hop): readonly Hop[] => ("folds" in hop ? (hop as Stretch).folds : []);

/**
 * The same way with the stretches folded in which nothing happens: interfaces of one host with one MTU, where nothing moved, was counted or begins. What
 * is folded stays in the table.
 */
export function foldedPath(view: PathView): PathView {
  if (view.hops.length <= MOST_WHOLE) return view;
  const telling = tellingIn(view);
  const hops: Hop[] = [];
  const columns: number[] = [];
  for (let at = 0; at < view.hops.length;) {
    const stretch = stretchAt(view.hops, at, telling);
    const [hop] = stretch;
    if (hop === undefined) break;
    for (const _ of stretch) columns.push(hops.length);
    hops.push(stretch.length === 1 ? hop : folded(stretch, hop));
    at += stretch.length;
  }
  if (hops.length === view.hops.length) return view;
  const column = (old: number): number => columns[old] ?? old;
  const { tunnel, legs, narrowest, culprits } = view;
  return {
    ...view,
    hops,
    tunnel: tunnel === null ? null : { ...tunnel, from: column(tunnel.from), to: column(tunnel.to) },
    legs: legs.map((leg) => ({
      ...leg,
      points: leg.points.map((point) => ({ ...point, column: column(point.column) })),
      losses: leg.losses.map((loss) => ({ ...loss, from: column(loss.from), to: column(loss.to) })),
    })),
    narrowest: narrowest === null ? null : column(narrowest),
    culprits: culprits.map((culprit) => ({ ...culprit, column: column(culprit.column) })),
  };
}

const folded = (stretch: readonly Hop[], { id, host, mtu }: Hop): Stretch => ({
  ...{ id: `alike ${id}`, host, link: `${stretch.length} more`, namespace: null, kind: "alike", mtu, counters: [] },
  folds: stretch,
});

/** From here as long as nothing tells; one interface where it is not long enough. */
function stretchAt(hops: readonly Hop[], at: number, telling: ReadonlySet<number>): readonly Hop[] {
  const first = hops[at];
  let end = at;
  while (end < hops.length && !telling.has(end) && hops[end]?.host === first?.host && hops[end]?.mtu === first?.mtu) end += 1;
  return end - at >= LEAST ? hops.slice(at, end) : hops.slice(at, at + 1);
}

/** Ends of hosts and of the tunnel, places where something was counted or moved, causes, the narrowest, and where the MTU is another one or is not known. */
function tellingIn({ hops, tunnel, legs, narrowest, culprits }: PathView): ReadonlySet<number> {
  const counted = legs.flatMap(({ points, losses }) => [
    ...points.map(({ column }) => column),
    ...losses.flatMap(({ from, to }) => [from, to]),
  ]);
  const special = [tunnel?.from, tunnel?.to, narrowest, ...culprits.map(({ column }) => column), ...counted];
  const told = new Set(special.filter((one) => typeof one === "number"));
  for (const [at, { host, mtu, counters }] of hops.entries()) {
    const [before, after] = [hops[at - 1], hops[at + 1]];
    const isEnd = before?.host !== host || after?.host !== host;
    if (isEnd || counters.length > 0 || typeof mtu === "object") told.add(at);
  }
  return told;
}
