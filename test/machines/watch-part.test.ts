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
  sayRest,
  verdictKey,
  type WatchPart,
} from "#machines/journal/watch-part.ts";

const MINUTE = 60_000;
const RESTED = "2026-11-21T10:00:00.000Z";
const at = Date.parse(RESTED);
const part = (alike: number): WatchPart => ({
  ...{ first: "a", event: alike + 1, alike, verdict: "cause x@y" },
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

test("says what is missed while the hosts rest, and nothing of it where they need none", () => {
  const judged = { ...part(1), restUntil: new Date(at + MINUTE).toISOString() };
  expect(sayRest(judged)).toBe(
    "What has not gone is judged again from 2026-11-21 10:01 UTC on; what goes and comes back is judged at once.",
  );
  expect(sayRest({ ...judged, from: new Date(at + 9_000).toISOString() })).toMatch(
    /^The hosts rest until 2026-11-21 10:00:09 UTC, .*: what comes and goes before then is missed\. What has not gone/,
  );
});
