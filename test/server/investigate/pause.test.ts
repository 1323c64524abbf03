import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { pause } from "#server/investigate/pause.ts";

test("a pause leaves nothing on the signal that may end it, however many a watch makes", async () => {
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 20 }, () => pause(1, signal)));
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("a pause ends as soon as somebody ends it, and is none after that", async () => {
  const ending = new AbortController();
  const long = pause(3_600_000, ending.signal);
  ending.abort(new Error("stopped by a person"));
  await long;
  await pause(3_600_000, ending.signal);
});
