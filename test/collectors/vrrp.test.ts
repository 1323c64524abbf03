import { describe, expect, it } from "vitest";
import { parse } from "#collectors";
import { why } from "./expected.ts";
import { fieldsOf, output, read, rowsOf } from "./recording.ts";

const ASKED = { args: { seconds: "12", address: "192.0.2.100" } };

describe("adverts", () => {
  it("measures the silence of a master that was late, and what the backup sent meanwhile", () => {
    const result = read("adverts", "linux-6.18-backup-of-a-late-master.txt", ASKED);
    expect(fieldsOf(result)).toMatchObject({
      complete: true,
      sent: 2,
      received: 9,
      delivered: 9,
      missed: 4,
      longestGapMs: 5359,
      limitMs: 3000,
    });
    expect(fieldsOf(result)).toMatchObject({ addressListed: true, senders: 2, held: false, lacking: 1, clockStepMs: 0 });
    expect(rowsOf(result, "streams")["192.0.2.11 vrid 51"]).toMatchObject({
      sent: false,
      priority: 150,
      ttl: 255,
      auth: "1:b42c",
      missed: 4,
    });
  });

  it("tells adverts that came in from those that a socket behind the filter got", () => {
    expect(fieldsOf(read("adverts", "linux-6.18-filtered.txt", ASKED))).toMatchObject({
      received: 13,
      delivered: 0,
      missed: 0,
      held: true,
    });
  });

  it("reads tcpdump where there is no Python, without what it would show beside a password", () => {
    const result = read("adverts", "tcpdump-4.99.txt", { args: { seconds: "3", address: "192.0.2.100" } });
    expect(fieldsOf(result)).toMatchObject({
      complete: true,
      received: 3,
      missed: 0,
      kernelDropped: 0,
      delivered: why("filters let through"),
    });
    expect(rowsOf(result, "streams")["192.0.2.11 vrid 51"]).toMatchObject({ ttl: why("passwords"), auth: why("passwords") });
  });

  it("reads version 3 in tenths of a second, and says when the capture or the clock is not to be trusted", () => {
    const result = read("adverts", "made-version-3-and-lossy.txt", { args: { seconds: "1", address: "fe80::5" } });
    expect(fieldsOf(result)).toMatchObject({
      complete: false,
      clockStepMs: 2500,
      missed: 7,
      longestGapMs: 750,
      limitMs: 300,
      delivered: why("filters"),
    });
    expect(fieldsOf(result)["sentLate"]).toEqual(why("lost packets"));
  });

  it("takes a window without an advert for silence, whose length in intervals nobody knows", () => {
    expect(fieldsOf(read("adverts", "empty.txt", ASKED))).toMatchObject({
      seen: 0,
      missed: 0,
      sentLate: true,
      longestGapMs: why("no advert"),
    });
  });

  it("is not complete when it ended early, and refuses a line that was cut", () => {
    expect(fieldsOf(read("adverts", "empty.txt", { args: { ...ASKED.args, seconds: "60" } }))["complete"]).toBe(false);
    expect(read("adverts", "broken.txt")).toMatchObject({ kind: "unparsable" });
  });

  it("says what is missing on a host with neither Python nor tcpdump", () => {
    const said = output("", { exitCode: 127, stderr: "culprit: toolMissing: python3 or tcpdump\n" });
    expect(parse("adverts", 0, said)).toEqual({ kind: "toolMissing", tool: "python3 or tcpdump" });
  });
});

describe("vrrpDaemon", () => {
  it.each([
    ["log-reader-stopped", "logReader", "rsyslogd, the reader of /dev/log"],
    ["slow-disk", "disk", "the disk of /var/log (/dev/loop0)"],
    ["frozen", "frozen", "/var/log"],
    ["stopped", "stopped", "keepalived's VRRP process (64)"],
    ["no-cpu", "cpu", "the control group of keepalived, /vrrp"],
  ])("finds what held it: %s", (file, heldBy, object) => {
    const result = read("vrrpDaemon", `linux-6.18-${file}.txt`);
    expect(fieldsOf(result)).toMatchObject({ heldBy, freeRunning: false, gone: false });
    expect(Object.keys(rowsOf(result, "waits"))).toEqual([object]);
    const held = ["heldByStop", "heldByLogReader", "heldByFreeze", "heldByDisk", "heldByCpu"].filter(
      (field) => fieldsOf(result)[field] === true,
    );
    expect(held).toHaveLength(1);
  });

  it("calls a process free that sits in its own loop", () => {
    expect(fieldsOf(read("vrrpDaemon", "linux-6.18-in-its-loop.txt"))).toMatchObject({ heldBy: "nothing", freeRunning: true });
  });

  it("passes the wait on to the disk when the log's reader waits for it", () => {
    const result = read("vrrpDaemon", "made-reader-on-a-slow-disk.txt");
    expect(fieldsOf(result)).toMatchObject({ heldBy: "disk", heldByLogReader: false, longestHoldMs: 1900 });
    expect(Object.keys(rowsOf(result, "waits"))).toEqual(["the disk of /var/log (/dev/mapper/vg-log)"]);
  });

  it("knows nothing from too few samples, and refuses what is no sample", () => {
    expect(fieldsOf(read("vrrpDaemon", "empty.txt"))).toMatchObject({
      heldBy: why("too few"),
      freeRunning: why("too few"),
      reader: why("nobody"),
    });
    expect(read("vrrpDaemon", "broken.txt")).toMatchObject({ kind: "unparsable" });
  });
});

describe("keepalived", () => {
  it("reads its settings, and how late it found its timers since it was started", () => {
    expect(fieldsOf(read("keepalived", "keepalived-2.2.7-late-timers.txt", ASKED))).toMatchObject({
      ...{ vrid: 51, priority: 150, advertMs: 1000, version: 2, auth: "pass 6821", changedSecondsAgo: 823 },
      ...{ timersExpired: 3, longestTimerMs: 13_195, becameMaster: 1, lateTakeovers: 0, heaviestCheck: "none" },
    });
  });

  it("takes the instance that has the address, also among the excluded ones, with the weights of its checks", () => {
    expect(fieldsOf(read("keepalived", "made-two-instances.txt", ASKED))).toMatchObject({
      ...{ instances: 2, vrid: 7, version: 3, advertMs: 500, nopreempt: true, unicast: true, changedSecondsAgo: 300 },
      ...{ lowestPriority: 40, highestPriority: 105, heaviestCheck: "chk_web", priorityChanges: 2, refusedAuth: 1, lateTakeovers: 1 },
    });
  });

  it("does not choose between instances that it cannot tell apart", () => {
    expect(fieldsOf(read("keepalived", "made-two-instances.txt", { args: { address: "192.0.2.1" } }))["vrid"]).toEqual(why("which of 2"));
    expect(fieldsOf(read("keepalived", "empty.txt"))["vrid"]).toEqual(why("no vrrp_instance"));
  });

  it("counts nothing without a log, takes a file of the future for new, and refuses half a configuration", () => {
    const fields = fieldsOf(read("keepalived", "made-no-log.txt"));
    expect(fields).toMatchObject({
      timersExpired: why("no log"),
      priorityChanges: why("no log"),
      priority: 100,
      changedSecondsAgo: 0,
      auth: "none",
    });
    expect(read("keepalived", "broken.txt")).toMatchObject({ kind: "unparsable" });
  });
});

describe("scheduling and vhost", () => {
  it("reads stolen time, and pressure only where the kernel shows it", () => {
    expect(fieldsOf(read("scheduling", "linux-6.18.txt"))).toMatchObject({ cpuWaitUs: expect.any(Number), stealTicks: expect.any(Number) });
    expect(fieldsOf(read("scheduling", "made-3.10-without-pressure.txt"))).toMatchObject({
      cpuTicks: 1000,
      stealTicks: 35,
      ioWaitUs: why("has no"),
    });
    expect(fieldsOf(read("scheduling", "made-psi-off.txt"))).toMatchObject({
      ioWaitUs: expect.objectContaining({ unknown: expect.any(String) }),
    });
    for (const file of ["empty.txt", "broken.txt"]) expect(read("scheduling", file)).toMatchObject({ kind: "unparsable" });
  });

  it("counts machines whose queues the kernel does not serve, and no emulated cards", () => {
    const result = read("vhost", "made-two-guests.txt");
    expect(fieldsOf(result)).toMatchObject({ guests: 3, queues: 4, vhostQueues: 2, withoutVhost: 1, module: "loaded" });
    expect(rowsOf(result, "guests")["lb-1 (4250)"]).toMatchObject({ missing: 1 });
    expect(fieldsOf(read("vhost", "made-not-loaded.txt"))).toMatchObject({ withoutVhost: 1, module: "not loaded" });
    expect(fieldsOf(read("vhost", "empty.txt"))).toMatchObject({ guests: 0, withoutVhost: 0 });
    expect(read("vhost", "broken.txt")).toMatchObject({ kind: "unparsable" });
  });
});
