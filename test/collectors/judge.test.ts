import { describe, expect, it } from "vitest";
import { type CollectorId, collectors, parse } from "#collectors";
import type { Failure } from "#machines/contract/index.ts";
import { output } from "./recording.ts";

type Case = readonly [says: string, id: CollectorId, way: number, exitCode: number | null, stderr: string, failure: Partial<Failure>];

const CASES: readonly Case[] = [
  [
    "a tool that is not there",
    "conntrack",
    0,
    127,
    "bash: line 1: conntrack: command not found",
    { kind: "toolMissing", tool: "conntrack" },
  ],
  ["a tool that is not there, says dash", "firewall", 0, 127, "sh: 1: nft: not found", { kind: "toolMissing", tool: "nft" }],
  [
    "a tool that is not there, says sudo",
    "conntrack",
    0,
    1,
    "sudo: conntrack: command not found",
    { kind: "toolMissing", tool: "conntrack" },
  ],
  ["a tool that is not there, says nice", "qdisc", 0, 127, "nice: 'tc': No such file or directory", { kind: "toolMissing", tool: "tc" }],
  [
    "a tool that is not there, says ip netns",
    "qdisc",
    0,
    255,
    'exec of "tc" failed: No such file or directory',
    { kind: "toolMissing", tool: "tc" },
  ],
  ["127 without a word", "links", 0, 127, "", { kind: "toolMissing", tool: "ip" }],
  ["a tool that may not be run", "links", 0, 126, "", { kind: "denied" }],
  [
    "no network namespace of that name",
    "links",
    0,
    1,
    'Cannot open network namespace "blue": No such file or directory',
    { kind: "absent", what: "network namespace blue" },
  ],
  [
    "a network namespace that may not be entered",
    "links",
    0,
    255,
    'setting the network namespace "blue" failed: Operation not permitted',
    { kind: "denied" },
  ],
  [
    "sudo that wants a password",
    "conntrack",
    0,
    1,
    "sudo: a password is required",
    { kind: "denied", stderr: "sudo: a password is required" },
  ],
  ["sudo that does not know the login", "conntrack", 0, 1, "ops is not in the sudoers file.", { kind: "denied" }],
  [
    "conntrack without root",
    "conntrack",
    0,
    1,
    "conntrack v1.4.7 (conntrack-tools): Operation failed: sorry, you must be root or get CAP_NET_ADMIN capability to do this",
    { kind: "denied" },
  ],
  ["nft without root", "firewall", 0, 1, "Operation not permitted (you must be root)", { kind: "denied" }],
  [
    "nft on a kernel without nf_tables",
    "firewall",
    0,
    1,
    "netlink: Error: cache initialization failed: Protocol not supported",
    { kind: "absent" },
  ],
  ["a device that does not support it", "links", 0, 1, "netlink error: Operation not supported", { kind: "absent" }],
  ["ip without JSON", "links", 0, 255, 'Option "-j" is unknown, try "ip -help".', { kind: "toolMissing", tool: "ip with option -j" }],
  [
    "busybox ip",
    "links",
    0,
    1,
    "ip: invalid option -- 's'\nBusyBox v1.36.1 multi-call binary.",
    { kind: "toolMissing", tool: "ip with option s" },
  ],
  [
    "busybox ip, which shows its usage",
    "links",
    0,
    1,
    "BusyBox v1.35.0 (Debian) multi-call binary.\n\nUsage: ip [OPTIONS] address|route|link",
    { kind: "toolMissing", tool: "ip with these options" },
  ],
  ["nft built without JSON", "firewall", 0, 1, "Error: JSON support not compiled-in", { kind: "toolMissing", tool: "nft with JSON" }],
  [
    "busybox ping",
    "ping",
    0,
    1,
    "ping: unrecognized option: O\nBusyBox v1.36.1 multi-call binary.",
    { kind: "toolMissing", tool: "ping with option O" },
  ],
  [
    "an interval that old iputils keeps for root",
    "ping",
    0,
    2,
    "ping: cannot flood; minimal interval, allowed for user, is 200ms",
    { kind: "denied", stderr: "ping: cannot flood; minimal interval, allowed for user, is 200ms" },
  ],
  [
    "an interval that new iputils keeps for root",
    "ping",
    0,
    2,
    "ping: cannot flood, minimal interval for user must be >= 2 ms, use -i 0.002 (or higher)",
    {
      kind: "denied",
      stderr: "ping: cannot flood, minimal interval for user must be >= 2 ms, use -i 0.002 (or higher)",
    },
  ],
  ["no route for ping", "ping", 0, 2, "ping: connect: Network is unreachable", { kind: "exited", code: 2 }],
  ["ping that was killed", "ping", 0, null, "", { kind: "exited", code: null }],
  [
    "tracefs that is not mounted",
    "dropReasons",
    0,
    3,
    "culprit: absent: tracefs, which is not mounted at /sys/kernel/tracing",
    { kind: "absent", what: "tracefs, which is not mounted at /sys/kernel/tracing" },
  ],
  ["tracefs without root", "dropReasons", 0, 3, "culprit: denied: tracefs needs root", { kind: "denied", stderr: "tracefs needs root" }],
  [
    "anything else, beside sudo's complaint about the host's own name",
    "qdisc",
    0,
    2,
    "sudo: unable to resolve host vm: Name or service not known\nRTNETLINK answers: Whatever",
    { kind: "exited", code: 2 },
  ],
  ["anything else", "qdisc", 0, 2, "RTNETLINK answers: Whatever", { kind: "exited", code: 2, stderr: "RTNETLINK answers: Whatever" }],
];

/** Every way that may say itself why it gave nothing, with each exit that one of them uses. */
const SAYING = Object.entries(collectors).flatMap(([id, { ways }]) =>
  ways.flatMap(({ argv }, way) => (JSON.stringify(argv).includes("culprit: ") ? [[id as CollectorId, way] as const] : [])),
);

describe("a script that says itself what it lacks", () => {
  it("is what most collectors are", () => expect(SAYING.length).toBeGreaterThan(30));

  it.each(SAYING)("%s, way %i: is believed, whatever it exits with, and gives no reading", (id, way) => {
    for (const exitCode of [1, 3, 124, 126, 127]) {
      const said = (stderr: string) => parse(id, way, output("", { exitCode, stderr }));
      expect(said("culprit: toolMissing: sextant\n")).toEqual({ kind: "toolMissing", tool: "sextant" });
      expect(said("culprit: denied: the stars need root\n")).toEqual({ kind: "denied", stderr: "the stars need root" });
      expect(said("culprit: absent: a horizon\n")).toEqual({ kind: "absent", what: "a horizon" });
    }
    const speechless = parse(id, way, output("", { exitCode: 127 }));
    expect("kind" in speechless && !/"tool":"(?:ba)?sh"/.test(JSON.stringify(speechless)), JSON.stringify(speechless)).toBe(true);
  });
});

describe("what a command that ended badly means", () => {
  it.each(CASES)("%s", (...[, id, way, exitCode, stderr, failure]) => {
    expect(parse(id, way, output("", { exitCode, stderr }))).toMatchObject(failure);
  });

  it("does not take sudo's complaint about the host's own name for a refusal", () => {
    const stdout = "--- 192.0.2.20 ping statistics ---\n4 packets transmitted, 0 received, 100% packet loss, time 30ms\n";
    expect(
      parse("ping", 1, output(stdout, { exitCode: 1, stderr: "sudo: unable to resolve host vm: Name or service not known" })),
    ).toMatchObject({ fields: { lost: 4 } });
  });

  it("does not take what a probe met on its way for a failure to run", () => {
    const stdout = "--- 192.0.2.20 ping statistics ---\n4 packets transmitted, 0 received, 100% packet loss, time 30ms\n";
    expect(
      parse(
        "ping",
        0,
        output(stdout, {
          exitCode: 1,
          stderr: "ping: sendmsg: Operation not permitted\nping: sendmsg: Operation not permitted",
        }),
      ),
    ).toMatchObject({
      fields: { lost: 4, localErrors: 2 },
    });
  });

  it("judges files one by one: one that may not be read does not end the reading of settings", () => {
    const stdout =
      "== /proc/sys/net/core/somaxconn\ncat: /proc/sys/net/core/somaxconn: Permission denied\n== !/proc/sys/net/core/somaxconn\n== /proc/sys/net/core/dev_weight\n64\n== end\n";
    expect(parse("sysctls", 0, output(stdout))).toMatchObject({
      fields: { somaxconn: { unknown: expect.stringContaining("permission denied") }, devWeight: 64 },
    });
  });

  it("makes the file that everything rests on the failure of the reading", () => {
    const cat = (text: string) =>
      `== /proc/net/softnet_stat\ncat: /proc/net/softnet_stat: ${text}\n== !/proc/net/softnet_stat\n== /sys/devices/system/cpu/online\n0\n== end\n`;
    expect(parse("softnet", 0, output(cat("Permission denied")))).toMatchObject({ kind: "denied" });
    expect(parse("softnet", 0, output(cat("No such file or directory")))).toEqual({
      kind: "absent",
      what: "/proc/net/softnet_stat",
    });
  });

  it("calls a wrong id or way a bug", () => {
    expect(() => parse("toString", 0, output(""))).toThrow(RangeError);
    expect(() => parse("softnet", 7, output(""))).toThrow(RangeError);
  });
});
