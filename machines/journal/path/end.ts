import { numberIn } from "./readings.ts";
import type { Loss, PathView } from "./view.ts";

export type Way = Pick<PathView, "hops" | "tunnel">;

/**
 * Where packets of this size end, by the MTUs alone: at the first hop in their direction that does not take them. A place before it whose MTU is not
 * known may end them already; then it is somewhere between the two. Where every known one takes them, it is somewhere on the way.
 */
export function endOf(size: number, { hops, tunnel }: Way, back: boolean): Pick<Loss, "from" | "to" | "mtu"> {
  const places = [...hops.map((hop, column) => atHop(hop, column)), ...(tunnel === null ? [] : [atTunnel(tunnel, back)])];
  const order = places.toSorted((a, b) => (back ? b.rank - a.rank : a.rank - b.rank));
  const sure = order.find(({ takes }) => takes !== null && takes < size);
  const ends = [back ? hops.length - 1 : 0, back ? 0 : hops.length - 1] as const;
  if (sure === undefined) return { from: ends[0], to: ends[1], mtu: null };
  const open = order.slice(0, order.indexOf(sure)).find(({ takes }) => takes === null);
  return open === undefined ? { from: sure.from, to: sure.to, mtu: sure.takes } : { from: open.from, to: sure.to, mtu: null };
}

/** A place of the way: what it takes (null: not known), the columns it spans in the packets' order, and where it stands in that order. */
interface Place {
  readonly takes: number | null;
  readonly from: number;
  readonly to: number;
  readonly rank: number;
}

/** A bridge's own MTU is for what it sends itself, so it ends nothing that passes. */
const atHop = ({ kind, mtu }: PathView["hops"][number], column: number): Place => ({
  ...{ takes: kind === "bridge" ? Infinity : numberIn(mtu ?? undefined), from: column, to: column, rank: column },
});

/** The tunnel's own limit counts where packets enter it, which is behind the interface on their side. */
const atTunnel = ({ from, to, carried }: NonNullable<PathView["tunnel"]>, back: boolean): Place => ({
  ...{ takes: numberIn(carried), from: back ? to : from, to: back ? from : to, rank: back ? to - 0.5 : from + 0.5 },
});
