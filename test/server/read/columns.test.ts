import { expect, test } from "vitest";
import { clockWords } from "#app/_ui/atoms/format.ts";
import { COLUMNS } from "#server/read/columns.ts";
import type { InvestigationRow } from "#server/store/investigations.ts";

const seconds = (ms: number | null): string | number | null | undefined => {
  const createdAt = new Date("2026-11-21T02:00:00.000Z");
  const row = { createdAt, endedAt: ms === null ? null : new Date(createdAt.getTime() + ms) } as InvestigationRow;
  return COLUMNS.find(([name]) => name === "seconds")?.[1](row);
};

test("an investigation lasts as many seconds in the table as on its page", () => {
  for (const ms of [18_000, 18_400, 18_900]) expect([seconds(ms), clockWords(ms)]).toEqual([18, "00:18"]);
  expect(seconds(null)).toBeNull();
});
