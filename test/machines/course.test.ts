import { expect, test } from "vitest";
import { catalogue } from "#collectors";
import { courseOf, type Course } from "#machines/journal/course.ts";
import { caseLog } from "../app/case-log.ts";
import { makeLog } from "../app/log.ts";

const courseIn = (events: Parameters<typeof courseOf>[0]): Course => {
  const [first] = events;
  if (first?.type !== "started") throw new TypeError("no log");
  return courseOf(events, first.runbook, catalogue);
};

test("a round with a window has its commands as bars on their hosts, and the window lies within it", () => {
  const { rounds } = courseIn(caseLog("one-guest-unreachable", "security-group-drop").events);
  const [round] = rounds;
  expect(round?.hosts.map(({ name }) => name).toSorted()).toEqual(["cmp1", "cmp2", "vma1"]);
  expect(round?.windows).toHaveLength(1);
  for (const { from, to } of [...(round?.windows ?? []), ...(round?.hosts.flatMap(({ bars }) => bars) ?? [])]) {
    expect(from).toBeGreaterThanOrEqual(round?.from ?? Infinity);
    expect(to).toBeLessThanOrEqual(round?.to ?? 0);
    expect(to).toBeGreaterThan(from);
  }
  // What was worked out ran nowhere.
  expect(round?.hosts.flatMap(({ bars }) => bars.map(({ title }) => title))).not.toContain("way of the frames to the guest");
});

test("single attempts stand where the probe says that they began, lost ones apart; other probes have none", () => {
  const { events } = caseLog("new-connections-time-out", "syn-flood");
  const probe = events.find((event) => event.type === "observed" && event.reading.tables?.["attempts"] !== undefined);
  const { attempted = 0, connected = 0 } = probe?.type === "observed" ? (probe.reading.fields as Record<string, number>) : {};
  expect(attempted).toBeGreaterThan(connected);
  const [round] = courseIn(events).rounds;
  expect(round?.attempts).toHaveLength(attempted);
  expect(round?.attempts.filter(({ lost }) => lost)).toHaveLength(attempted - connected);
  const [window] = round?.windows ?? [];
  for (const { from, to } of round?.attempts ?? []) {
    expect(from).toBeGreaterThanOrEqual(window?.from ?? Infinity);
    expect(to).toBeLessThanOrEqual(window?.to ?? 0);
    expect(to).toBeGreaterThan(from);
  }
  expect(courseIn(caseLog("small-packet-loss", "tap-queue").events).rounds[0]?.attempts).toEqual([]);
});

test("rounds without a window are only counted, and what could not be read is marked", () => {
  const flaps = courseIn(caseLog("virtual-ip-flaps", "adverts-ignored").events);
  expect([flaps.rounds.length, flaps.others]).toEqual([1, 1]);
  const failed = courseIn(makeLog()).rounds.flatMap(({ hosts }) => hosts.flatMap(({ bars }) => bars.filter((bar) => bar.failed)));
  for (const bar of failed) expect(bar.to).toBeGreaterThan(bar.from);
});
