import { describe, expect, it } from "vitest";
import type { BriefHost } from "#machines/contract/index.ts";
import type { Answer, Command } from "#server/ssh/transport.ts";
import { toRecording, type Exchange, type FinishedRun } from "#lab/record.ts";
import { scrub } from "#lab/scrub.ts";

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
});

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
    expect(hosts[1]).toMatchObject({ key: "receiver", bootId: "4f0c2a9e-1111-4222-8333-444455556666" });
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

  it("change nothing when scrubbed again", () => {
    const once = scrub("0B4D12C6:0016 198.18.99.200");
    expect(scrub(once)).toBe(once);
  });
});
