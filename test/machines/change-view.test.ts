import { describe, expect, test } from "vitest";
import { changeView } from "#machines/journal/change-view.ts";
import { logWith, STATES } from "../browser/changes.ts";

const UNTIL = Date.parse("2126-11-21T02:20:00.000Z");
const viewAt = (state: string, now: number) => changeView(logWith(STATES[state] ?? []), "c1", now);

describe("a change that is not proven to be undone", () => {
  test("is undone by its host itself: told as to come until then, and as over from then on", () => {
    expect(viewAt("stuck", UNTIL - 1)?.say).toContain("net-2 undoes it by itself at 2126-11-21 02:20:00 UTC if it still is 3000.");
    expect(viewAt("stuck", UNTIL + 1)?.say).toContain("net-2 was to undo it by itself at 2126-11-21 02:20:00 UTC if it still was 3000.");
  });

  test("comes with what a person types, which no other state has", () => {
    expect(viewAt("stuck", 0)?.byHand).toContain("netdev_max_backlog 1000");
    expect(Object.keys(STATES).filter((state) => viewAt(state, Date.parse("2026-11-22T00:00:00Z"))?.byHand !== null)).toEqual([
      "stuck",
      "overdue",
    ]);
  });
});
