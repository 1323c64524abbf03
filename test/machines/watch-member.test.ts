import { expect, test } from "vitest";
import type { EventType } from "#machines/journal/event.ts";
import { memberOf, sayEvents, sayWatch, TELLING, type WatchMember } from "#machines/journal/watch-member.ts";
import { partId } from "#machines/journal/watch-part.ts";
import { partOf, QUIET, watchedLog } from "../app/watched-log.ts";

const member = (event: number, more: Partial<WatchMember> = {}): WatchMember => ({
  ...{ id: partId("a", event), event, status: "concluded", verdict: { kind: "cause" }, judged: true, lasted: false, over: null },
  causes: [{ id: "conntrackFull", hostName: "gw-1", certainty: "established" }],
  ...more,
});
const open = (event: number): WatchMember => member(event, { verdict: { kind: "undetermined" }, causes: [] });
const quiet = (event: number): WatchMember =>
  member(event, { verdict: { kind: "symptomAbsent" }, causes: [], judged: false, over: "Its time is up." });

test("sums up what the events came to; one in which nothing came is none", () => {
  expect(sayEvents([member(1), open(2), member(3), member(4), quiet(5)])).toBe("4 events: 3 conntrackFull on gw-1, 1 undetermined.");
  expect(sayEvents([member(1)])).toBe("1 event: conntrackFull on gw-1.");
  expect(sayEvents([member(1), member(2)])).toBe("2 events: each conntrackFull on gw-1.");
  expect(sayEvents([quiet(1)])).toBe("No event so far.");
});

test("what is only suspected is said to be, and what nobody saw go is told apart, and not called the same", () => {
  const suspected = { causes: [{ id: "queueDrop", hostName: "gw-1", certainty: "suspected" as const }] };
  expect(sayEvents([member(1, suspected), member(2, { lasted: true })])).toBe(
    "2 events: 1 queueDrop on gw-1 (suspected), 1 conntrackFull on gw-1. Before event 2 no window without the symptom was measured: it may be the one before, judged again.",
  );
});

test("says how the watch stands, by its last investigation", () => {
  const until = "2026-11-22T10:00:00.000Z";
  const last = (more: Partial<WatchMember>) => sayWatch([member(1), member(2, { verdict: null, judged: null, ...more })], until);
  expect(last({ status: "running" })).toBe("The watch goes on, until 2026-11-22 10:00 UTC.");
  expect(last({ status: "waiting" })).toBe("The watch waits for a person, until 2026-11-22 10:00 UTC.");
  expect(last({ status: "stopped" })).toBe("The watch was stopped.");
  expect(last({ over: "Its time is up." })).toBe("The watch is over: Its time is up.");
});

test("one line is the same from a whole log and from the entries that it is made of", () => {
  const over = { type: "watchOver", reason: "Its time is up.", judged: false, lasted: false } as const;
  const telling: ReadonlySet<EventType> = new Set(TELLING);
  for (const log of [watchedLog(), watchedLog({ rounds: 1 }), watchedLog({ part: partOf("a"), overrides: QUIET, more: [over] })]) {
    const told = memberOf({ id: "a", status: "concluded" }, log);
    expect(
      memberOf(
        { id: "a", status: "concluded" },
        log.filter(({ type }) => telling.has(type)),
      ),
    ).toEqual(told);
  }
  expect(memberOf({ id: "a", status: "concluded" }, watchedLog())).toEqual(
    member(1, { id: "a", judged: null, causes: [{ id: "backlogOverflow", hostName: "net-2", certainty: "established" }] }),
  );
});
