export interface Median {
  readonly n: number;
  readonly median: number;
  /** Null below six values: not even the smallest and the largest enclose the median with 95 %. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The median with its distribution-free 95 % interval: the closest pair of order statistics, equally far from both ends, that encloses
 * the median with at least 95 % (W. J. Conover, Practical Nonparametric Statistics, 3rd ed., section 3.2). Null for no values.
 */
export function median(values: readonly number[]): Median | null {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  const lower = sorted[Math.floor((n - 1) / 2)];
  const upper = sorted[Math.floor(n / 2)];
  if (lower === undefined || upper === undefined) return null;
  const rank = rankOf(n);
  return { n, median: (lower + upper) / 2, low: sorted[rank - 1] ?? null, high: rank === 0 ? null : (sorted[n - rank] ?? null) };
}

/** The largest rank, counted from 1, below which the median lies with at most 2.5 %; 0 when there is none. */
function rankOf(n: number): number {
  let rank = 0;
  let mass = 0.5 ** n;
  let below = mass;
  while (below <= 0.025 && rank < n) {
    rank += 1;
    mass *= (n - rank + 1) / rank;
    below += mass;
  }
  return rank;
}
