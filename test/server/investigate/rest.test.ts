import { expect, test } from "vitest";
import { restAfterEvent, restMs } from "#server/investigate/rest.ts";
import { workIn } from "#server/ssh/work-done.ts";

const work = (times: Readonly<Record<string, number | null>>) => new Map(Object.entries(times));
const shareOf = (cost: number, took: number, rest: number): number => cost / (took + rest);

test("a window is followed by such a rest that the host which worked most stays below 1 % of a core", () => {
  const rest = restMs(work({ sender: 5_000, receiver: 100 }), work({ sender: 6_700, receiver: 140 }), 10_000);
  expect(rest).toBeGreaterThan(100_000);
  expect(shareOf(1_700, 10_000, rest)).toBeLessThan(0.01);
});

test("what is cheap is measured without a rest, so that nothing is missed", () => {
  expect(restMs(work({ sender: 0 }), work({ sender: 600 }), 80_000)).toBe(0);
});

test("a host that does not tell its times is taken for the heaviest that was measured, and a new connection counts from nothing", () => {
  const heaviest = 0.17;
  expect(shareOf(10_000 * heaviest, 10_000, restMs(work({ sender: 0 }), work({ sender: null }), 10_000))).toBeLessThan(0.01);
  expect(restMs(work({ sender: 9_000 }), work({ sender: 300 }), 1_000)).toBe(restMs(work({ sender: 0 }), work({ sender: 300 }), 1_000));
});

test("an event is followed by such a rest that all of its investigation stays below 1 % of a core, however long it had watched", () => {
  const from = { at: 0, work: work({ sender: 100, receiver: 50 }) };
  const rest = restAfterEvent(from, { work: work({ sender: 2_100, receiver: 80 }), now: 60_000, judgedMs: 20_000 });
  expect(shareOf(2_000, 60_000, rest)).toBeLessThan(0.01);
  expect(rest).toBeGreaterThan(100_000);
  expect(restAfterEvent(from, { work: work({ sender: 2_100, receiver: 80 }), now: 600_000, judgedMs: 20_000 })).toBe(0);
});

test("what an event cost is taken for the heaviest where it is not told, or was before an interruption", () => {
  const heaviest = 20_000 * 0.16;
  const from = { at: 0, work: work({ sender: null }) };
  expect(shareOf(heaviest, 60_000, restAfterEvent(from, { work: work({ sender: null }), now: 60_000, judgedMs: 20_000 }))).toBeLessThan(
    0.01,
  );
  for (const known of [work({}), work({ sender: 400 })])
    expect(shareOf(heaviest, 20_000, restAfterEvent(null, { work: known, now: 60_000, judgedMs: 20_000 }))).toBeLessThan(0.01);
});

test("a clock that was put back meanwhile lets nobody rest longer", () => {
  const event = { work: work({ sender: 2_100 }), judgedMs: 20_000 };
  const from = { at: 3_600_000, work: work({ sender: 100 }) };
  expect(restAfterEvent(from, { ...event, now: 0 })).toBe(restAfterEvent(from, { ...event, now: from.at }));
});

test("times are read after the name, whatever is in it, and nothing is made of half a line", () => {
  const line = "812 (sshd: root) x) S 1 812 812 0 -1 4194560 11 2200 0 12 3 4 50 60 20 0 1 0 100 1 1";
  expect(workIn(line)).toBe(1_170);
  expect(workIn(line.slice(0, 60))).toBeNull();
  expect(workIn("")).toBeNull();
});
