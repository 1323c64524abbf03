/** 95 % of a two-sided normal distribution lie within 1.96 standard deviations. */
const Z95 = 1.959964;

export interface Interval {
  readonly lowPercent: number;
  readonly highPercent: number;
}

/**
 * 95 % interval of a proportion, in percent: k of n.
 * k > 0: Wilson's score interval (E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
 * Journal of the American Statistical Association 22 (1927) 209-212); it stays inside 0..100 % where the normal approximation does not.
 * k = 0: the rule of three, upper bound 3/n (J. A. Hanley, A. Lippman-Hand, "If nothing goes wrong, is everything all right?",
 * JAMA 249 (1983) 1743-1745). Null when there is nothing to divide by, or the counts make no sense.
 */
export function interval(k: number, n: number): Interval | null {
  if (!Number.isFinite(k) || !Number.isFinite(n) || n <= 0 || k < 0 || k > n) return null;
  if (k === 0) return { lowPercent: 0, highPercent: Math.min(100, 300 / n) };
  const share = k / n;
  const spread = Z95 * Math.sqrt((share * (1 - share)) / n + (Z95 * Z95) / (4 * n * n));
  const centre = share + (Z95 * Z95) / (2 * n);
  const scale = 1 + (Z95 * Z95) / n;
  return {
    lowPercent: Math.max(0, ((centre - spread) / scale) * 100),
    highPercent: Math.min(100, ((centre + spread) / scale) * 100),
  };
}

/** How many trials without one loss exclude a loss of `percent` (rule of three): 3/n*100 <= percent. */
export function trialsToExclude(percent: number): number | null {
  return Number.isFinite(percent) && percent > 0 ? Math.ceil(300 / percent - 1e-9) : null;
}
