import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interval, trialsToExclude } from "#machines/statistics.ts";

describe("the interval of a loss", () => {
  // Reference values computed apart from this code, from the formula of the 1927 paper.
  it.each([
    [3, 4000, 0.02551, 0.2203],
    [10, 100, 5.5229, 17.4366],
    [1, 1, 20.6549, 100],
  ])("of %i in %i is Wilson's", (...[k, n, low, high]) => {
    const range = interval(k, n);
    expect(range?.lowPercent).toBeCloseTo(low, 3);
    expect(range?.highPercent).toBeCloseTo(high, 3);
  });

  it("of nothing lost follows the rule of three", () => expect(interval(0, 4000)).toEqual({ lowPercent: 0, highPercent: 0.075 }));
  it.each([
    [1, 0],
    [5, 3],
    [-1, 10],
    [Number.NaN, 10],
  ])("of %d in %d does not exist", (k, n) => expect(interval(k, n)).toBeNull());

  it("contains the share, and stays within 0 and 100 %", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n))),
        ([k, n]) => {
          const range = interval(k, n);
          expect(range).not.toBeNull();
          if (range === null) return;
          expect(range.lowPercent).toBeGreaterThanOrEqual(0);
          expect(range.highPercent).toBeLessThanOrEqual(100);
          expect(range.lowPercent).toBeLessThanOrEqual((k / n) * 100 + 1e-9);
          expect(range.highPercent).toBeGreaterThanOrEqual((k / n) * 100 - 1e-9);
        },
      ),
    );
  });

  it.each([
    [0.1, 3000],
    [0.075, 4000],
    [1, 300],
    [0, null],
    [Number.NaN, null],
    [-1, null],
  ])("takes enough trials to exclude %d %%", (percent, trials) => {
    expect(trialsToExclude(percent)).toBe(trials);
  });
});
