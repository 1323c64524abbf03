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

test("a window in which it was only waited or listened is told as one, and not as probes", () => {
  const sends = (runbook: string, name: string): readonly boolean[] =>
    courseIn(caseLog(runbook, name).events).rounds.map((round) => round.sends);
  expect(new Set(sends("first-look", "healthy"))).toEqual(new Set([false]));
  expect(sends("one-guest-unreachable", "security-group-drop")).toContain(true);
});

test("single attempts stand where the probe says that they began, lost ones apart; other probes have none", () => {
  const { events } = caseLog("new-connections-time-out", "syn-flood");
  const probe = events.find((event) => event.type === "observed" && event.reading.tables?.["attempts"] !== undefined);
  const { attempted = 0, connected = 0 } = probe?.type === "observed" ? (probe.reading.fields as Record<string, number>) : {};
  expect(attempted).toBeGreaterThan(connected);
  const [round] = courseIn(events).rounds;
  const attempts = round?.attempts.flatMap(({ each }) => each) ?? [];
  expect(attempts).toHaveLength(attempted);
  expect(attempts.filter(({ lost }) => lost)).toHaveLength(attempted - connected);
  const [window] = round?.windows ?? [];
  for (const { from, to } of attempts) {
    expect(from).toBeGreaterThanOrEqual(window?.from ?? Infinity);
    expect(to).toBeLessThanOrEqual(window?.to ?? 0);
    expect(to).toBeGreaterThan(from);
  }
  expect(courseIn(caseLog("small-packet-loss", "tap-queue").events).rounds[0]?.attempts).toEqual([]);
});

const readOf = (events: Parameters<typeof courseOf>[0], table: string): Readonly<Record<string, number>> => {
  const found = events.find((event) => event.type === "observed" && event.reading.tables?.[table] !== undefined);
  return found?.type === "observed" ? (found.reading.fields as Record<string, number>) : {};
};

test("lookups and conversations are begun at once, each as long as it took, and those that went wrong apart", () => {
  const slow = caseLog("name-lookups-slow", "nsswitch-detour").events;
  const [lookups] = courseIn(slow).rounds[0]?.attempts ?? [];
  const counted = readOf(slow, "attempts");
  expect([lookups?.what, lookups?.atOnce, lookups?.each.length]).toEqual(["lookup", true, counted["lookups"]]);
  expect(lookups?.each.filter(({ lost }) => lost)).toHaveLength(counted["slow"] ?? -1);
  expect(counted["slow"]).toBeGreaterThan(0);

  const hanging = caseLog("response-hangs-until-timeout", "close-wait").events;
  const [talks] = courseIn(hanging).rounds[0]?.attempts ?? [];
  const seen = readOf(hanging, "conversations");
  expect([talks?.what, talks?.each.length]).toEqual(["conversation", seen["conversations"]]);
  expect(talks?.each.filter(({ lost }) => lost)).toHaveLength(seen["hung"] ?? -1);
  expect(seen["hung"]).toBeGreaterThan(0);
  expect(new Set(talks?.each.map(({ end }) => end))).toEqual(new Set(["hung at answer"]));
  for (const { from, to } of [...(lookups?.each ?? []), ...(talks?.each ?? [])]) expect(to).toBeGreaterThan(from);
});

test("attempts of which no time is known are counted, and stand nowhere", () => {
  const hanging = caseLog("response-hangs-until-timeout", "close-wait").events;
  const whole = courseIn(hanging).rounds[0]?.attempts[0];
  const [cut, ...rest] = whole?.each ?? [];
  expect(cut?.lost).toBe(true);
  const without = hanging.map((event) => {
    const rows = event.type === "observed" ? event.reading.tables?.["conversations"] : undefined;
    if (event.type !== "observed" || rows === undefined) return event;
    const conversations = rows.map((row, at) => (at === 0 ? { ...row, tookMs: { unknown: "not said" } } : row));
    return { ...event, reading: { ...event.reading, tables: { ...event.reading.tables, conversations } } };
  });
  const [left] = courseIn(without).rounds[0]?.attempts ?? [];
  expect([left?.each.length, left?.untimed]).toEqual([rest.length, { count: 1, lost: 1 }]);
  // What was not begun at once stands only where its beginning is known.
  const opened = caseLog("new-connections-time-out", "syn-flood").events.map((event) => {
    const rows = event.type === "observed" ? event.reading.tables?.["attempts"] : undefined;
    if (event.type !== "observed" || rows === undefined) return event;
    const attempts = rows.map(({ key, tookMs = 0, end = "" }, at) => ({ ...rows[at], key, tookMs, end, atMs: { unknown: "not said" } }));
    return { ...event, reading: { ...event.reading, tables: { ...event.reading.tables, attempts } } };
  });
  expect(courseIn(opened).rounds[0]?.attempts).toEqual([]);
});

test("echoes are marked by the numbers that were lost, all of them", () => {
  const { events } = caseLog("small-packet-loss", "backlog-overflow");
  const [echoes] = courseIn(events).rounds[0]?.echoes ?? [];
  expect(echoes?.lost).toBeGreaterThan(0);
  expect(echoes?.runs.reduce((sum, { count }) => sum + count, 0)).toBe(echoes?.lost);
  expect(Math.max(...(echoes?.runs ?? []).map(({ count }) => count))).toBe(readOf(events, "lossRuns")["lossRunsLongest"]);
  for (const { first, count } of echoes?.runs ?? []) expect(first + count - 1).toBeLessThanOrEqual(echoes?.sent ?? 0);
});

test("of a probe that runs twice each run stands for itself, with the round trips that it printed", () => {
  const { events } = caseLog("latency-under-load", "bufferbloat");
  const { echoes = [] } = courseIn(events).rounds[0] ?? {};
  const { sent = 0, received = 0, idleMinMs = 0, loadedMinMs = 0 } = readOf(events, "roundTrips");
  expect(echoes.map(({ what }) => what)).toEqual(["without our load", "beside our load"]);
  expect(echoes.reduce((sum, one) => sum + one.sent, 0)).toBe(sent);
  expect(echoes.reduce((sum, one) => sum + one.trips.length, 0)).toBe(received);
  expect(echoes.map(({ trips }) => Math.min(...trips.map(({ ms }) => ms)))).toEqual([idleMinMs, loadedMinMs]);
});

test("of a guest that loses large probes alone, those are marked, each kind by itself", () => {
  const small = courseIn(caseLog("one-guest-unreachable", "security-group-drop").events).rounds[0]?.echoes ?? [];
  expect(small).toEqual([{ what: "the first ones", sent: 10, lost: 10, runs: [{ first: 1, count: 10 }], trips: [] }]);
  const { events } = caseLog("one-guest-unreachable", "bridge-mtu");
  const { fullSent = 0 } = readOf(events, "echoes");
  const echoes = courseIn(events).rounds[0]?.echoes ?? [];
  expect(echoes.map(({ what, sent, lost }) => [what, sent, lost]).slice(0, 3)).toEqual([
    ["the first ones", 10, 0],
    ["the rest", 290, 0],
    ["of this host's MTU", fullSent, fullSent],
  ]);
});

test("where answers are missing from the output no echo is drawn", () => {
  const { events } = caseLog("latency-under-load", "bufferbloat");
  const found = events.map((event) =>
    event.type === "observed" && event.reading.tables?.["roundTrips"] !== undefined
      ? { ...event, reading: { ...event.reading, tables: {} } }
      : event,
  );
  expect(courseIn(found).rounds[0]?.echoes).toEqual([]);
});

test("rounds without a window are only counted, and what could not be read is marked", () => {
  const flaps = courseIn(caseLog("virtual-ip-flaps", "adverts-ignored").events);
  expect([flaps.rounds.length, flaps.others]).toEqual([1, 1]);
  const failed = courseIn(makeLog()).rounds.flatMap(({ hosts }) => hosts.flatMap(({ bars }) => bars.filter((bar) => bar.failed)));
  for (const bar of failed) expect(bar.to).toBeGreaterThan(bar.from);
});
