import { describe, expect, it } from "vitest";
import type { BriefHost } from "#machines/contract/index.ts";
import type { Answer, Command } from "#server/ssh/transport.ts";
import { toRecording, type Exchange, type FinishedRun } from "#lab/record.ts";

const sender: BriefHost = { key: "sender", role: "sender", name: "alpha", address: "198.18.77.11" };
const receiver: BriefHost = { key: "receiver", role: "receiver", name: "beta", address: "198.18.77.12" };

const command = (argv: readonly string[]): Command => ({
  key: argv.join(" "),
  argv,
  privilege: "user",
  deadlineMs: 1_000,
  maxBytes: 1_000,
});

const answer = (key: string, stdout: string, more: Partial<Answer> = {}): Answer => ({
  key,
  commandLine: key,
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(""),
  exitCode: 0,
  signal: null,
  truncated: false,
  startedAt: 0,
  durationMs: 12.6,
  uptimeSeconds: 100.5,
  bootId: "4f0c2a9e-1111-4222-8333-444455556666",
  ...more,
});

const exchange = (host: string, argv: readonly string[], came: string | Partial<Answer>): Exchange => ({
  host,
  command: command(argv),
  answer: typeof came === "string" ? answer(argv.join(" "), came) : answer(argv.join(" "), "", came),
});

const run = (exchanges: readonly Exchange[]): FinishedRun => ({
  about: "The backlog overflows.",
  madeBy: "lab fault backlog-overflow",
  kernel: "6.18.44",
  recordedAt: "2026-01-02T03:04:05Z",
  runbook: "small-packet-loss",
  hosts: [sender, receiver],
  inputs: { target: "192.0.2.12", via: "198.18.77.1" },
  exchanges,
  expect: { kind: "undetermined", causes: [] },
  machine: { name: "builder-7", addresses: ["10.1.2.3", "fd00::7"], folders: { "/srv/clone": "/opt/culprit", "/home/eve": "/home/user" } },
});

/** What becomes of one output, and of a command. */
const kept = (stdout: string, argv: readonly string[] = ["cat"], more: Partial<FinishedRun> = {}) => {
  const [host] = toRecording({ ...run([exchange("alpha", argv, stdout)]), ...more }).hosts;
  return { stdout: host?.commands[0]?.stdout, argv: host?.commands[0]?.argv };
};

describe("recordings of the lab", () => {
  it("give every host its own commands, in the order they were answered", () => {
    const { hosts } = toRecording(
      run([
        exchange("beta", ["cat", "/proc/net/softnet_stat"], "first"),
        exchange("alpha", ["uname", "-r"], "6.18"),
        exchange("beta", ["cat", "/proc/net/softnet_stat"], "second"),
      ]),
    );
    expect(hosts.map((host) => host.commands.map(({ stdout }) => stdout))).toEqual([["6.18"], ["first", "second"]]);
    expect(hosts[1]).toMatchObject({ key: "receiver", bootId: "00000000-0000-4000-8000-000000000001" });
    expect(hosts[1]?.commands[0]).toEqual({
      argv: ["cat", "/proc/net/softnet_stat"],
      stdout: "first",
      stderr: "",
      exitCode: 0,
      durationMs: 13,
      uptimeSeconds: 100.5,
    });
  });

  it("say of a command that brought nothing back how it failed, and keep quiet about other failures", () => {
    const { hosts } = toRecording(
      run([
        exchange("alpha", ["sleep", "9"], { exitCode: null, failure: { kind: "timedOut", afterMs: 1_000 } }),
        exchange("alpha", ["conntrack"], { exitCode: 127, failure: { kind: "toolMissing", tool: "conntrack" } }),
      ]),
    );
    expect(hosts[0]?.commands.map((each) => each.failure)).toEqual(["timedOut", undefined]);
  });

  it("name no management address of the machine they were made on", () => {
    const text =
      "sl local_address\n 0: 0B4D12C6:0016 014D12C6:C350\n198.18.77.12/24 dev eth0 via 198.19.200.1; 192.0.2.12 stays, 1.198.18.7 too";
    const recording = toRecording(run([exchange("alpha", ["ssh", "198.18.77.12"], text)]));
    expect(JSON.stringify(recording)).not.toMatch(/\b198\.1[89]\.\d+\.\d+|12C6/);
    expect(recording.hosts[0]?.commands[0]?.stdout).toBe(
      "sl local_address\n 0: 0B6433C6:0016 016433C6:C350\n198.51.100.12/24 dev eth0 via 198.51.100.1; 192.0.2.12 stays, 1.198.18.7 too",
    );
    expect(recording).toMatchObject({
      hosts: [{ address: "198.51.100.11" }, { address: "198.51.100.12" }],
      inputs: { via: "198.51.100.1", target: "192.0.2.12" },
    });
  });

  it("change nothing when recorded again", () => {
    const text = "0B4D12C6:0016 198.18.99.200 d6:11:22:33:44:55 builder-7 10.1.2.3";
    const once = kept(text).stdout ?? "";
    expect(once).not.toBe(text);
    expect(kept(once).stdout).toBe(once);
  });

  it("say nothing of the machine they were made on: its name, its addresses, its folders, its boot", () => {
    const text =
      "builder-7 10.1.2.3 0302010A:0016 fd00::7 /srv/clone/lab/x.ts /home/eve/.ssh 4f0c2a9e-1111-4222-8333-444455556666\n" +
      "my-builder-7 builder-70 110.1.2.3 10.1.2.34 builder-7.example";
    expect(kept(text).stdout).toBe(
      "machine 203.0.113.1 017100CB:0016 2001:db8::1 /opt/culprit/lab/x.ts /home/user/.ssh 00000000-0000-4000-8000-000000000001\n" +
        "my-builder-7 builder-70 110.1.2.3 10.1.2.34 builder-7.example",
    );
  });

  it("number Ethernet addresses drawn at random, alike in commands and outputs, and keep those that mean something", () => {
    const text =
      "link/ether d6:11:22:33:44:55 brd ff:ff:ff:ff:ff:ff; 00:00:5e:00:01:33 fa:16:3e:01:02:03 01:00:5e:00:00:12 0a:00:00:00:00:01 D6:11:22:33:44:55";
    expect(kept(text, ["bridge", "fdb", "get", "0a:00:00:00:00:01"])).toEqual({
      argv: ["bridge", "fdb", "get", "02:00:00:00:00:01"],
      stdout:
        "link/ether 02:00:00:00:00:02 brd ff:ff:ff:ff:ff:ff; 00:00:5e:00:01:33 fa:16:3e:01:02:03 01:00:5e:00:00:12 02:00:00:00:00:01 02:00:00:00:00:02",
    });
  });

  it("keep no secret, and show where two places share one", () => {
    const text =
      "auth_type PASS\n auth_pass hunter22\n auth_pass hunter22\npassword = other\nhttps://joe:pw9@example.org/x\nAuthorization: Bearer abcdefgh12\n" +
      "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\nqdisc tbf: token bucket";
    expect(kept(text).stdout).toBe(
      "auth_type PASS\n auth_pass [secret 2]\n auth_pass [secret 2]\npassword = [secret 3]\nhttps://joe:[secret 5]@example.org/x\nAuthorization: Bearer [secret 4]\n" +
        "[secret 1]\nqdisc tbf: token bucket",
    );
  });

  it("keep of the kernel's log what was written since the fault was made", () => {
    const text = "[   12.100000] other: up\n[  900.500000] neighbour: table overflow\n[0x1] no time\nplain\n";
    expect(kept(text, ["dmesg"], { since: 800.2 }).stdout).toBe("[  900.500000] neighbour: table overflow\n[0x1] no time\nplain\n");
    expect(kept(text, ["dmesg"]).stdout).toBe(text);
  });
});
