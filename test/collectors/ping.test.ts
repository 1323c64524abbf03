import { describe, expect, it } from "vitest";
import { parse } from "#collectors";
import { why } from "./expected.ts";
import { fieldsOf, output, read } from "./recording.ts";

describe("ping", () => {
  it("reads total loss, which exits 1, as a reading", () => {
    expect(fieldsOf(read("ping", "all-lost.txt", { exitCode: 1 }))).toMatchObject({
      sent: 3,
      received: 0,
      lost: 3,
      lostPercent: 100,
      lossRunsLongest: 3,
      firstLostSeq: 1,
      rttAvgMs: why("nothing came back"),
    });
  });

  it("does not count the last probe of a run that was cut short", () => {
    expect(fieldsOf(read("ping", "all-lost.txt", { exitCode: 1, args: { count: "10" } }))).toMatchObject({
      sent: 2,
      lost: 2,
      cutShort: true,
    });
    expect(fieldsOf(read("ping", "iputils-20221126.txt", { args: { count: "10" } }))).toMatchObject({
      sent: 5,
      lost: 2,
      cutShort: true,
    });
  });

  it("counts a corrupted answer as lost, and says that it was corrupted", () => {
    const lines = [1, 2, 3].map(
      (seq) => `64 bytes from 192.0.2.20: icmp_seq=${seq} ttl=64 time=0.1 ms${seq === 2 ? " (BAD CHECKSUM!)" : ""}`,
    );
    const stdout = `${lines.join("\n")}\n\n--- 192.0.2.20 ping statistics ---\n3 packets transmitted, 2 received, +1 corrupted, 33.3333% packet loss, time 9ms\n`;
    expect(fieldsOf(parse("ping", 0, output(stdout)))).toMatchObject({
      received: 2,
      lost: 1,
      corrupted: 1,
      lossRunsLongest: 1,
      firstLostSeq: 2,
    });
  });

  it("refuses a summary that received more than it sent", () => {
    const stdout = "--- 192.0.2.20 ping statistics ---\n3 packets transmitted, 4 received, 0% packet loss, time 9ms\n";
    expect(parse("ping", 0, output(stdout))).toMatchObject({ kind: "unparsable" });
  });

  it("counts what this host itself refused to send", () => {
    const stderr =
      "ping: sendmsg: Operation not permitted\nping: local error: message too long, mtu=1450\nping: local error: Message too long, mtu=1450\n";
    expect(fieldsOf(read("ping", "iputils-20221126.txt", { stderr }))).toMatchObject({ localErrors: 3 });
  });

  it("follows sequence numbers past 65535", () => {
    const answers = Array.from({ length: 70_000 }, (_, index) => index + 1)
      .filter((seq) => seq !== 65_600)
      .map((seq) => `[1700000000.0] 64 bytes from 192.0.2.20: icmp_seq=${seq % 65_536} ttl=64 time=0.1 ms`);
    const stdout = `${answers.join("\n")}\n\n--- 192.0.2.20 ping statistics ---\n70000 packets transmitted, 69999 received, 0.00142857% packet loss, time 1ms\n`;
    expect(fieldsOf(parse("ping", 0, output(stdout)))).toMatchObject({
      lost: 1,
      lossRunsLongest: 1,
      firstLostSeq: 65_600,
      lostPercent: 100 / 70_000,
    });
  });
});
