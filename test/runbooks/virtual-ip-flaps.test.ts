import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { derive } from "#collectors";
import { runbookById } from "#runbooks";
import type { BriefHost, Given, Reading, Recording, Row, Source, Value, Verdict } from "#machines/contract/index.ts";
import { judgeRecording } from "./replay.ts";

const caseOf = (name: string): Recording =>
  JSON.parse(readFileSync(new URL(`../../runbooks/virtual-ip-flaps/cases/${name}.json`, import.meta.url), "utf8")) as Recording;

const judged = (name: string): Verdict => {
  const runbook = runbookById("virtual-ip-flaps");
  if (runbook === undefined) throw new Error("there is no such runbook");
  return judgeRecording(runbook, caseOf(name));
};

describe("the way through the story of a master that was late", () => {
  const standing = judged("blocked-logger").standings.find(({ hypothesis }) => hypothesis === "blockedLogger");
  const seen = (standing?.evidence ?? []).map(({ test: id, host, claim, state }) => `${id} on ${host}: ${claim.field} ${state}`);

  test("goes from the gap at the sender to the process, and from there to what it waits for", () => {
    expect(seen).toEqual([
      "adverts on master: sentLate held",
      "vrrpDaemon on master: heldByLogReader held",
      "vrrpDaemon on master: longestHoldMs held",
    ]);
    expect(standing?.object).toBe("rsyslogd, the reader of /dev/log");
  });

  test("is told so that what it waits for, which has a comma in it, ends the sentence", () => {
    expect(judged("blocked-logger").say).toMatch(/ log message that waits for rsyslogd, the reader of \/dev\/log\./);
  });

  test("takes one window for all of it: a second one might meet another spell", () => {
    expect(new Set((standing?.evidence ?? []).map(({ round }) => round))).toEqual(new Set([1]));
  });

  test("stays open where the process may not be looked at, and says what would decide", () => {
    const verdict = judged("blind-daemon");
    expect(verdict.kind).toBe("undetermined");
    expect(verdict.missing[0]).toMatchObject({ test: "vrrpDaemon", host: "master" });
  });
});

const HOSTS: readonly BriefHost[] = ["master", "backup"].map((role, index) => ({ key: role, role, name: `lb${index + 1}`, address: role }));
const [master, backup] = HOSTS as [BriefHost, BriefHost];

const given = (host: BriefHost, sources: readonly Source[]): Given => ({
  host,
  hosts: HOSTS,
  inputs: { address: "192.0.2.100" },
  args: {},
  sources,
});

type Stream = {
  readonly sent: boolean;
  readonly adverts: number;
  readonly gap: number;
  readonly delivered?: Value;
  readonly vrid?: number;
};

const stream = (source: string, { sent, adverts, gap, delivered, vrid }: Stream): Row => ({
  ...{ key: `${source} vrid ${vrid ?? 51}`, source, vrid: vrid ?? 51, sent, adverts, delivered: delivered ?? adverts },
  ...{ longestGapMs: gap, intervalMs: 1000, addresses: "192.0.2.100" },
});

/** No router dropped anything where its capture does not look. */
const ALL_SEEN = { backlogDrops: 0, ringDrops: 0, cardDrops: 0, tapDrops: 0, sendDrops: 0, packetProgram: "none" };
const capture = (host: BriefHost, streams: readonly Row[], complete = true): Source => ({
  ...{ collector: "adverts", test: "adverts", host, moment: "during", args: {} },
  answer: { fields: { complete, watchedSeconds: 12, ...ALL_SEEN }, tables: { streams } },
});

const path = (atMaster: readonly Row[], atBackup: readonly Row[]): Reading =>
  derive("advertPath", given(backup, [capture(master, atMaster), capture(backup, atBackup)]));

describe("the adverts' way", () => {
  const A = "192.0.2.11";
  const left = stream(A, { sent: true, adverts: 12, gap: 1001 });

  test.each([
    ["sender", [stream(A, { sent: true, adverts: 7, gap: 5000 })], [stream(A, { sent: false, adverts: 7, gap: 5000 })]],
    ["path", [left], [stream(A, { sent: false, adverts: 3, gap: 7000 })]],
    ["path", [left], []],
    ["receiver", [left], [stream(A, { sent: false, adverts: 12, gap: 1001, delivered: 0 })]],
    ["nowhere", [left], [stream(A, { sent: false, adverts: 12, gap: 1001 })]],
    ["sender", [], [stream("192.0.2.12", { sent: true, adverts: 9, gap: 2000 })]],
  ])("late at the %s", (lateAt, atMaster, atBackup) => {
    expect(path(atMaster, atBackup).fields["lateAt"]).toBe(lateAt);
  });

  test("one advert that only one window saw is none that a filter took", () => {
    expect(path([left], [stream(A, { sent: false, adverts: 12, gap: 1001, delivered: 11 })]).fields).toMatchObject({
      lateAt: "nowhere",
      ignored: 0,
    });
  });

  test("without a socket behind the filter nobody knows whether it took any", () => {
    const blind = stream(A, { sent: false, adverts: 12, gap: 1001, delivered: { unknown: "tcpdump" } });
    expect(path([left], [blind]).fields).toMatchObject({
      lostOnPath: false,
      filtered: { unknown: "tcpdump" },
      lateAt: { unknown: "tcpdump" },
    });
  });

  test("a capture that lost packets, or is missing, proves nothing", () => {
    const lossy = derive("advertPath", given(backup, [capture(master, [left], false), capture(backup, [])]));
    expect(lossy.fields["lateAt"]).toEqual({ unknown: expect.stringContaining("lost packets") });
    const denied: Source = { ...capture(master, []), answer: { kind: "denied", stderr: "no" } };
    expect(derive("advertPath", given(backup, [denied, capture(backup, [])])).fields["senderLate"]).toEqual({
      unknown: expect.stringContaining("lb1"),
    });
  });

  test("strangers are those that none of the hosts looked at sends", () => {
    const others = ["192.0.2.13", "192.0.2.14"].map((source) => stream(source, { sent: false, adverts: 5, gap: 3000 }));
    const { fields, tables } = path(
      [left, stream("192.0.2.12", { sent: false, adverts: 2, gap: 9000 })],
      [stream("192.0.2.12", { sent: true, adverts: 2, gap: 9000 }), ...others],
    );
    expect(fields["strangers"]).toBe(2);
    expect(tables?.["strangers"]?.map(({ key }) => key)).toEqual(["the routers 192.0.2.13 and 192.0.2.14"]);
    expect(
      path(
        [left],
        [stream("192.0.2.99", { sent: false, adverts: 9, gap: 1000, vrid: 9 })].map((row) => ({ ...row, addresses: "203.0.113.1" })),
      ).fields["strangers"],
    ).toBe(0);
  });
});

describe("the pair's settings", () => {
  const settings = {
    vrid: 51,
    auth: "pass 6821",
    advertMs: 1000,
    version: 2,
    addresses: "192.0.2.100",
    file: "/etc/keepalived/keepalived.conf",
  };
  const priorities = (priority: number, weight = 0): Readonly<Record<string, Value>> => ({
    ...{ priority, lowestPriority: priority, highestPriority: priority + weight, heaviestCheck: weight === 0 ? "none" : "chk_web" },
    ...{ priorityChanges: 0, lateTakeovers: 0, timersExpired: 0, changedSecondsAgo: 900 },
  });
  const source = (host: BriefHost, fields: Readonly<Record<string, Value>>): Source => ({
    ...{ collector: "keepalived", test: "keepalived", host, moment: "once", args: {} },
    answer: { fields: { ...settings, ...fields } },
  });
  const pair = (one: Readonly<Record<string, Value>>, other: Readonly<Record<string, Value>>): Reading =>
    derive("vrrpPair", given(master, [source(master, { ...priorities(150), ...one }), source(backup, { ...priorities(100), ...other })]));

  test("a pair that fits has nothing wrong", () => {
    expect(pair({}, {}).fields).toMatchObject({ vridDiffers: false, authDiffers: false, intervalDiffers: false, priorityWrong: false });
  });

  test("the setting that differs is named with its file, on the host that was changed last", () => {
    const { fields, tables } = pair({ vrid: 52, changedSecondsAgo: 30 }, {});
    expect(fields).toMatchObject({ vridDiffers: true, changedLast: true });
    expect(tables?.["settings"]?.find((row) => row["vrid"] === 1)?.key).toBe("virtual_router_id 52 in /etc/keepalived/keepalived.conf");
    expect(pair({ vrid: 52 }, { changedSecondsAgo: 30 }).fields["changedLast"]).toBe(false);
  });

  test("files of the same second have no order", () => {
    expect(pair({ changedSecondsAgo: 900 }, { changedSecondsAgo: 899 }).fields["changedLast"]).toEqual({
      unknown: expect.stringContaining("same time"),
    });
  });

  test.each([
    [priorities(90), false, true],
    [priorities(100), false, true],
    [{ ...priorities(90, 60), priorityChanges: 3 }, true, true],
    [{ ...priorities(90, 60), priorityChanges: 0 }, false, false],
    [{ ...priorities(120, 60), priorityChanges: 9 }, false, false],
  ])("priorities %#: too low at best, or swinging around the partner's", (own, swinging, wrong) => {
    expect(pair(own, {}).fields).toMatchObject({ swinging, priorityWrong: wrong });
  });

  test("a log that cannot be read leaves it open whether a check swings, and a configuration that cannot, everything", () => {
    expect(pair({ ...priorities(90, 60), priorityChanges: { unknown: "no log" } }, {}).fields["priorityWrong"]).toEqual({
      unknown: "no log",
    });
    const denied: Source = { ...source(backup, {}), answer: { kind: "denied", stderr: "no" } };
    expect(derive("vrrpPair", given(master, [source(master, priorities(150)), denied])).fields["vridDiffers"]).toEqual({
      unknown: expect.stringContaining("lb2"),
    });
  });
});
