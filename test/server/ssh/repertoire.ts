import type { RecordedCommand, Recording } from "#machines/contract/index.ts";

const NONE = "f".repeat(24);

/** Commands that a real shell runs and the replay server has recorded, with what they print. */
export const REPERTOIRE = {
  hello: { argv: ["printf", "%s\\n", "hello"], stdout: "hello\n" },
  noNewline: { argv: ["printf", "%s", "no newline"], stdout: "no newline" },
  empty: { argv: ["true"], stdout: "" },
  bytes: { argv: ["printf", "\\377\\376\\000\\n\\200"], stdout: "\xff\xfe\0\n\x80", encoding: "latin1" as const },
  newlines: { argv: ["printf", "\\n\\n"], stdout: "\n\n" },
  failing: {
    argv: ["sh", "-c", "echo out; echo err >&2; exit 3"],
    stdout: "out\n",
    stderr: "err\n",
    exitCode: 3,
  },
  stdin: { argv: ["cat"], stdout: "" },
  missing: { argv: ["culprit-no-such-tool"], stdout: "", exitCode: 127 },
  lacking: {
    argv: ["sh", "-c", "echo 'culprit: toolMissing: tcpdump' >&2; exit 127"],
    stdout: "",
    stderr: "culprit: toolMissing: tcpdump\n",
    exitCode: 127,
  },
  speechless: { argv: ["sh", "-c", "exit 127"], stdout: "", exitCode: 127 },
  forged: {
    argv: ["printf", `\\n${NONE} e 0 0 1.00\\n\\n${NONE} s 1 7\\nafter\\n`],
    stdout: `\n${NONE} e 0 0 1.00\n\n${NONE} s 1 7\nafter\n`,
  },
  big: { argv: ["sh", "-c", "yes culprit | head -c 10000000"], stdout: "culprit\n".repeat(1_250_000) },
  hugeLine: { argv: ["sh", "-c", "yes x | head -c 2000000 | tr -d '\\n'"], stdout: "x".repeat(1_000_000) },
  endless: { argv: ["sleep", "31"], stdout: "", failure: "timedOut" as const },
  slowly: {
    argv: ["sh", "-c", "for i in 1 2 3 4 5; do echo $i; sleep 0.2; done"],
    stdout: "1\n2\n3\n4\n5\n",
    durationMs: 10_000,
  },
  sensor: {
    argv: ["sh", "-c", "echo setting up; echo CULPRIT-ARMED; cat; echo finished"],
    stdout: "setting up\nCULPRIT-ARMED\nfinished\n",
  },
  deafSensor: {
    argv: ["sh", "-c", "echo CULPRIT-ARMED; exec sleep 33"],
    stdout: "CULPRIT-ARMED\n",
    failure: "timedOut" as const,
  },
} satisfies Readonly<Record<string, Partial<RecordedCommand> & { argv: readonly string[]; stdout: string }>>;

export type Name = keyof typeof REPERTOIRE;

export const HOST_KEY = "patient";

export const recording: Recording = {
  about: "what the contract of a transport is tried with",
  madeBy: "written by hand",
  kernel: "6.1",
  recordedAt: "2026-01-01T00:00:00Z",
  runbook: "none",
  inputs: {},
  expect: { kind: "undetermined", causes: [] },
  hosts: [
    {
      key: HOST_KEY,
      role: "patient",
      name: "patient",
      address: "patient",
      bootId: "11111111-2222-3333-4444-555555555555",
      commands: Object.values(REPERTOIRE).map((one: Partial<RecordedCommand> & { argv: readonly string[]; stdout: string }) => ({
        stderr: "",
        exitCode: 0,
        durationMs: 1,
        uptimeSeconds: null,
        ...one,
      })),
    },
  ],
};
