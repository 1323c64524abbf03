import { expect, test } from "vitest";
import { later, loadAhead, NotLoaded } from "#app/_ui/atoms/later.ts";

test("what comes after the page is loaded once, ahead of need too, with what it brings; what failed is asked for again", async () => {
  const asked: string[] = [];
  let isAway = true;
  const inner = async (): Promise<string> => (asked.push("inner"), "inner");
  const outer = later(async () => (asked.push("outer"), later(inner), "outer"));
  const away = later(async () => {
    asked.push("away");
    if (isAway) throw new TypeError("Failed to fetch");
    return "here";
  });
  await expect(loadAhead(new AbortController().signal)).rejects.toThrow(NotLoaded);
  expect(asked).toEqual(["outer", "away"]);
  await expect(away()).rejects.toThrow(NotLoaded);
  isAway = false;
  await loadAhead(new AbortController().signal);
  expect(asked).toEqual(["outer", "away", "away", "inner", "away"]);
  expect([await away(), await outer()]).toEqual(["here", "outer"]);
  expect(asked).toHaveLength(5);
});
