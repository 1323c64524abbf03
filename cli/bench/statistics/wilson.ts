/** Half of what lies outside 95 % of a normal distribution lies beyond this many standard deviations. */
const Z = 1.959964;

export interface Proportion {
  readonly k: number;
  readonly n: number;
  readonly percent: number;
  readonly lowPercent: number;
  readonly highPercent: number;
}

/**
 * k of n with Wilson's 95 % score interval (E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209-212).
 * Also for 0 of n and n of n, where its far end is z² / (n + z²). Null when nothing was counted.
 */
export function proportion(k: number, n: number): Proportion | null {
  if (!Number.isInteger(k) || !Number.isInteger(n) || k < 0 || k > n) throw new RangeError(`${k} of ${n} is no proportion`);
  if (n === 0) return null;
  const share = k / n;
  const centre = share + (Z * Z) / (2 * n);
  const spread = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  return {
    k,
    n,
    percent: 100 * share,
    // At both ends the formula gives 0 and 1 but for rounding.
    lowPercent: k === 0 ? 0 : (100 * (centre - spread)) / scale,
    highPercent: k === n ? 100 : (100 * (centre + spread)) / scale,
  };
}
