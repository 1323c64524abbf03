import { expect, test } from "vitest";
import { whenWords } from "#app/_ui/atoms/when.ts";

const NOW = Date.parse("2026-11-23T00:04:00Z");

test.each([
  ["2026-11-23T00:01:00Z", "UTC", "00:01"],
  // Six minutes ago is no other day for who is up at night.
  ["2026-11-22T23:58:00Z", "UTC", "23:58"],
  ["2026-11-22T12:05:00Z", "UTC", "12:05"],
  ["2026-11-22T12:03:00Z", "UTC", "Sun"],
  ["2026-11-22T12:03:00Z", "America/New_York", "07:03"],
  ["2026-11-17T12:00:00Z", "UTC", "Tue"],
  ["2026-11-16T12:00:00Z", "UTC", "16 Nov"],
  ["2026-01-16T12:00:00Z", "UTC", "16 Jan"],
  ["2025-11-30T12:00:00Z", "UTC", "30 Nov 2025"],
  // A clock that is ahead of ours.
  ["2026-11-23T00:09:00Z", "UTC", "00:09"],
])("%s in %s is told as %s", (at, zone, said) => {
  expect(whenWords(at, { zone, now: NOW })).toBe(said);
});
