import { describe, expect, it } from "vitest";
import { median } from "#cli/bench/statistics/median.ts";
import { randomOf, shuffled } from "#cli/bench/statistics/random.ts";
import { proportion } from "#cli/bench/statistics/wilson.ts";

describe("Wilson's interval", () => {
  it.each([
    // The far end of 0 of n is z²/(n+z²), and all of n is its mirror.
    [0, 10, 0, 27.7533],
    [10, 10, 72.2467, 100],
    // Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    [81, 263, 25.53, 36.62],
    [15, 148, 6.24, 16.05],
    [0, 20, 0, 16.11],
    [1, 29, 0.61, 17.18],
    [1, 1, 20.6543, 100],
  ])("%i of %i is %f to %f %%", (...[k, n, low, high]) => {
    const found = proportion(k, n);
    expect(found?.lowPercent).toBeCloseTo(low, 1);
    expect(found?.highPercent).toBeCloseTo(high, 1);
    expect(found?.n).toBe(n);
  });

  it("says nothing about nothing, and refuses what is no proportion", () => {
    expect(proportion(0, 0)).toBeNull();
    expect(() => proportion(2, 1)).toThrow(RangeError);
    expect(() => proportion(-1, 1)).toThrow(RangeError);
    expect(() => proportion(0.5, 1)).toThrow(RangeError);
  });
});

describe("the median", () => {
  const to = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => n - index);

  it.each([
    [1, 1, null, null],
    [5, 3, null, null],
    // The largest rank r with P(X < r) <= 2.5 % for X binomial with n and 1/2: 1 up to 8 values, 2 at 9, 6 at 20, 10 at 30.
    [6, 3.5, 1, 6],
    [8, 4.5, 1, 8],
    [9, 5, 2, 8],
    [20, 10.5, 6, 15],
    [30, 15.5, 10, 21],
  ])("of 1 to %i is %f, between %j and %j", (...[n, middle, low, high]) => {
    expect(median(to(n))).toEqual({ n, median: middle, low, high });
  });

  it("of nothing is nothing", () => expect(median([])).toBeNull());
});

describe("the random order", () => {
  it("depends on the seed alone, and loses nothing", () => {
    const values = ["a", "b", "c", "d", "e", "f", "g"];
    const order = (seed: string): readonly string[] => shuffled(values, randomOf(seed));
    expect(order("1")).toEqual(order("1"));
    expect(order("1").toSorted()).toEqual(values);
    expect(new Set(Array.from({ length: 50 }, (_, seed) => order(String(seed)).join(""))).size).toBeGreaterThan(40);
  });

  it("puts each first about equally often", () => {
    const first = Array.from({ length: 3_000 }, (_, seed) => shuffled(["a", "b", "c"], randomOf(String(seed)))[0]);
    for (const value of ["a", "b", "c"]) expect(first.filter((one) => one === value).length).toBeGreaterThan(850);
  });
});
