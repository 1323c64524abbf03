import type { RecordedCommand, Recording } from "#machines/contract/index.ts";

const said = (argv: readonly string[], stdout: string, more: Partial<RecordedCommand> = {}): RecordedCommand => ({
  argv,
  stdout,
  stderr: "",
  exitCode: 0,
  durationMs: 5,
  uptimeSeconds: null,
  ...more,
});

/** Two hosts of a recording that was written by hand. */
export const recording: Recording = {
  about: "two hosts",
  madeBy: "written by hand",
  kernel: "6.1",
  recordedAt: "2026-01-01T00:00:00Z",
  runbook: "none",
  inputs: {},
  expect: { kind: "undetermined", causes: [] },
  hosts: [
    {
      key: "sender",
      role: "sender",
      name: "a",
      address: "a",
      bootId: "11111111-2222-3333-4444-555555555555",
      commands: [
        said(["preflight"], "ready\n", { uptimeSeconds: 100 }),
        said(["cat", "/proc/net/snmp"], "before\n", { uptimeSeconds: 110 }),
        said(["ping", "-c", "20"], Array.from({ length: 20 }, (_, index) => `reply ${index}\n`).join(""), {
          durationMs: 20_000,
          uptimeSeconds: 130,
        }),
        said(["cat", "/proc/net/snmp"], "after\n", { uptimeSeconds: 131 }),
        said(["watch"], "counted 7\n"),
        said(["lost"], "half of it\n", { failure: "connectionLost" }),
        said(["stuck"], "", { failure: "timedOut" }),
      ],
    },
    {
      key: "receiver",
      role: "receiver",
      name: "b",
      address: "b",
      bootId: "",
      user: "ops",
      commands: [said(["preflight"], "other\n")],
    },
  ],
};
