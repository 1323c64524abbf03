import type { PathView } from "#machines/journal/path.ts";

/** Every size that is known of the way: of its interfaces, of the tunnel, of what is sent. */
export const sizesAlong = (view: PathView): readonly number[] =>
  [...view.hops.map(({ mtu }) => mtu), view.packet, carriedOf(view)].filter((size) => typeof size === "number");

/** What the tunnel leaves inside; null where there is none, or that is not known. */
export const carriedOf = ({ tunnel }: PathView): number | null => (typeof tunnel?.carried === "number" ? tunnel.carried : null);

export interface Scale {
  /** The largest size that is drawn apart from larger ones. */
  readonly high: number;
  /** From 0 for the smallest to 1 for `high`. */
  readonly share: (size: number) => number;
}

/** Where a size stands among those of the way. A device that takes far more than the others says nothing about the way: the line would be flat. */
export function scaleOf(view: PathView): Scale {
  const all = sizesAlong(view);
  const low = Math.min(...all);
  const high = Math.min(Math.max(...all), low * 2);
  return { high, share: (size) => (Math.min(size, high) - low) / Math.max(1, high - low) };
}
