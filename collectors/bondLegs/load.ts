import type { Leg } from "./classes.ts";

/** Less than this in the window is no load that anything could be said about. */
const LEAST_BYTES = 5_000_000;
/** Of two legs, one has nearly all; of four, likewise. */
const MOST_SHARE = 0.9;

/** The share of the busiest leg in percent, where all legs are in order and one has nearly all that was sent; 0 where not. */
export function overloadOf(legs: readonly Leg[]): number {
  if (legs.length < 2 || legs.some(({ row }) => row["carries"] !== true)) return 0;
  if (/active-?backup|fault-tolerance/i.test(String(legs[0]?.bond?.["mode"]))) return 0;
  const sent = legs.map(({ row, earlier }) => {
    const [before, after] = [earlier?.["txBytes"], row["txBytes"]];
    return typeof before === "number" && typeof after === "number" ? Math.max(0, after - before) : null;
  });
  if (sent.some((bytes) => bytes === null)) return 0;
  const total = sent.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
  const most = Math.max(...sent.map((bytes) => bytes ?? 0));
  return total >= LEAST_BYTES && most >= MOST_SHARE * total ? Math.round((100 * most) / total) : 0;
}
