import { describe, expect, test } from "vitest";
import { listsOf, MOST_ALSO, READ } from "#app/_ui/frame/rail-lists.ts";
import type { InvestigationItem } from "#app/_ui/lists/item.ts";

const items = (count: number, status: InvestigationItem["status"]): readonly InvestigationItem[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${status}${n}`, status }) as InvestigationItem);

describe("the rail", () => {
  test("names the newest that run, and says how many more there are", () => {
    const { running, also } = listsOf(items(8, "waiting"), []);
    expect(running.map(({ id }) => id)).toEqual(["waiting0", "waiting1", "waiting2", "waiting3", "waiting4"]);
    expect(also).toBe(3);
    expect(listsOf(items(5, "running"), []).also).toBe(0);
    expect(listsOf([], []).also).toBe(0);
  });

  test("does not count on when there are more than it read", () => {
    expect(listsOf(items(READ.running, "running"), []).also).toBeGreaterThan(MOST_ALSO);
    expect(listsOf(items(READ.running - 1, "running"), []).also).toBe(MOST_ALSO);
  });

  test("takes for recent only what is over", () => {
    expect(listsOf([], [...items(2, "paused"), ...items(9, "concluded")]).recent.map(({ status }) => status)).toEqual(
      Array(5).fill("concluded"),
    );
  });
});
