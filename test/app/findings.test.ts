import { describe, expect, test } from "vitest";
import { findingsOf } from "#app/_ui/insights/findings.ts";

type Times = Parameters<typeof findingsOf>[0];

const times = (...medians: readonly number[]): Times =>
  medians.map((medianSeconds, at) => ({ period: `2026-W${at + 1}`, medianSeconds, count: 8 })) as unknown as Times;
const head = (rows: Times): string | undefined => findingsOf(rows, [], [])[0]?.head;

describe("what insights say of the time to a verdict", () => {
  test("names a trend that its own scatter does not explain", () => {
    expect(head(times(300, 310, 290, 150, 160, 140))).toBe("Verdicts come sooner.");
    expect(head(times(150, 160, 140, 300, 310, 290))).toBe("Verdicts come later.");
  });

  test("names none out of chance, nor of fewer than three periods on a side", () => {
    const chance = "Verdicts take about as long as before, or chance explains the difference.";
    // A quarter less on average, and each half scatters by more than that.
    expect(head(times(100, 500, 300, 90, 450, 135))).toBe(chance);
    expect(head(times(300, 300, 150, 150))).toBe(chance);
    expect(head(times(300, 305, 295, 300, 298, 302))).toBe(chance);
  });

  test("says nothing of a handful of investigations", () => {
    expect(head(times(300, 150))).toBeUndefined();
  });
});
