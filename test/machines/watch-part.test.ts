import { expect, test } from "vitest";
import type { Verdict } from "#machines/contract/index.ts";
import {
  eventOfId,
  firstOfId,
  isNewEvent,
  MOST_EVENTS,
  partId,
  partIds,
  restAfter,
  sayEvents,
  sayRest,
  sayWatch,
  verdictKey,
  type WatchMember,
  type WatchPart,
} from "#machines/journal/watch-part.ts";

const MINUTE = 60_000;
const RESTED = "2026-11-21T10:00:00.000Z";
const at = Date.parse(RESTED);
const part = (alike: number): WatchPart => ({
  ...{ first: "a", previous: "a", event: alike + 1, alike, verdict: "cause x@y" },
  ...{ since: RESTED, until: "2026-11-22T10:00:00.000Z", from: RESTED, restUntil: RESTED },
});

test("an id says which event it waits for, and which watch it belongs to", () => {
  const first = "0b0f4a52-2a8e-4c7a-9b9e-000000000000";
  expect(partIds(first)).toHaveLength(MOST_EVENTS);
  expect([eventOfId(first), firstOfId(first)]).toEqual([1, first]);
  expect([eventOfId(partId(first, 12)), firstOfId(partId(first, 12))]).toEqual([12, first]);
  // Of an id that ends like one of ours before the number: a UUID has no such end.
  expect(eventOfId("0b0f4a52-2a8e-4c7a-9b9e-e12345678901")).toBe(1);
});

test("the rest after events that end alike grows from a minute to an hour", () => {
  expect([1, 2, 3, 6, 7, 20].map((alike) => restAfter(alike) / MINUTE)).toEqual([1, 2, 4, 32, 60, 60]);
});

test("what has not gone is the same event until the rest is over", () => {
  expect(isNewEvent(part(1), { now: at - 1, wasQuiet: false })).toBe(false);
  expect(isNewEvent(part(1), { now: at, wasQuiet: false })).toBe(true);
});

test("what goes and comes back is a new event at once, but not for the fifth time alike", () => {
  expect(isNewEvent(part(4), { now: at - 1, wasQuiet: true })).toBe(true);
  expect(isNewEvent(part(5), { now: at - 1, wasQuiet: true })).toBe(false);
  expect(isNewEvent(part(5), { now: at, wasQuiet: true })).toBe(true);
});

test("two verdicts are alike when they say the same of the same objects, in whatever order", () => {
  const cause = (instance: string) => ({ instance }) as Verdict["causes"][number];
  const of = (kind: Verdict["kind"], ...instances: string[]) => verdictKey({ kind, causes: instances.map(cause) });
  expect(of("cause", "a@x", "b@y")).toBe(of("cause", "b@y", "a@x"));
  expect(of("cause", "a@x")).not.toBe(of("cause", "a@y"));
  expect(of("several", "a@x")).not.toBe(of("cause", "a@x"));
});

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

test("what is only suspected is said to be, and what had not gone is told apart", () => {
  const suspected = { causes: [{ id: "queueDrop", hostName: "gw-1", certainty: "suspected" as const }] };
  expect(sayEvents([member(1, suspected), member(2, { lasted: true })])).toBe(
    "2 events: 1 queueDrop on gw-1 (suspected), 1 conntrackFull on gw-1. Before event 2 the symptom had not gone: it is the same one, judged again.",
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

test("says what is missed while the hosts rest, and nothing of it where they need none", () => {
  const judged = { ...part(1), restUntil: new Date(at + MINUTE).toISOString() };
  expect(sayRest(judged)).toBe(
    "What has not gone is judged again from 2026-11-21 10:01 UTC on; what goes and comes back is judged at once.",
  );
  expect(sayRest({ ...judged, from: new Date(at + 9_000).toISOString() })).toMatch(
    /^The hosts rest until 2026-11-21 10:00:09 UTC, .*: what comes and goes before then is missed\. What has not gone/,
  );
});
