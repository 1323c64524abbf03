import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pack, partsIn, spoken, TOGETHER_SCRIPT, unpack } from "#server/ssh/together.ts";
import type { Answer, Command } from "#server/ssh/transport.ts";

const part = (key: string, argv: readonly string[], more: Partial<Command> = {}): Command => ({
  ...{ key, argv, privilege: "user", deadlineMs: 5_000, maxBytes: 10_000 },
  ...more,
});

const answer = (stdout: string, stderr: string, more: Partial<Answer> = {}): Answer => ({
  ...{ key: "together.a", commandLine: "sh", stdout: Buffer.from(stdout), stderr: Buffer.from(stderr), exitCode: 0, signal: null },
  ...{ truncated: false, startedAt: 7, durationMs: 30, uptimeSeconds: 9, bootId: "b", ...more },
});

const SHELLS = [["dash"], ["bash", "--posix"], ["busybox", "sh"]].filter(
  ([name]) => existsSync(`/usr/bin/${name}`) || existsSync(`/bin/${name}`),
) as [string, ...string[]][];

describe.each(SHELLS.map((shell) => [shell.join(" "), shell] as const))("readings taken by one script, under %s", (_name, shell) => {
  it("say each what they would have said alone: any words, both streams, its exit code, a tool that is not there", () => {
    const words = ["", "a b", "c\nd", `'"$(reboot)`, "=== 0 e 0", "-n", "\\n"];
    const parts = [
      part("a", ["printf", "%s|", ...words]),
      part("b", ["sh", "-c", "echo out; echo err >&2; exit 7"]),
      part("c", ["true"]),
      part("d", ["culprit-no-such-tool"]),
      part("e", ["sh", "-c", 'cat; exit "$1"', "name", "3"]),
    ];
    const [program, ...flags] = shell;
    const [, ...argv] = pack(parts).command.argv;
    const { stdout, stderr, status } = spawnSync(program, [...flags, ...argv], { input: "" });
    const answers = unpack(pack(parts), answer(stdout.toString("latin1"), stderr.toString("latin1"), { exitCode: status }));
    expect(answers.map((one) => one && [one.key, one.stdout.toString(), one.exitCode, one.failure?.kind])).toEqual([
      ["a", `${words.join("|")}|`, 0, undefined],
      ["b", "out\n", 7, undefined],
      ["c", "", 0, undefined],
      ["d", "", 127, "toolMissing"],
      ["e", "", 3, undefined],
    ]);
    expect(answers[1]?.stderr.toString()).toBe("err\n");
    expect(answers[0]).toMatchObject({
      commandLine: expect.stringMatching(/^printf /),
      startedAt: 7,
      durationMs: 6,
      together: [..."abcde"],
    });
  });

  it("load no module: a part that would is refused, and the others run", () => {
    const root = mkdtempSync(join(tmpdir(), "culprit-kernel-"));
    mkdirSync(join(root, "sys/module/inet_diag"), { recursive: true });
    mkdirSync(join(root, "proc/modules"), { recursive: true });
    const script = TOGETHER_SCRIPT.replace(
      /\/(?=proc\/modules|sys\/module\/|proc\/sys\/kernel\/modules_disabled|lib\/modules)/g,
      `${root}/`,
    );
    const parts = [
      part("there", ["echo", "1"], { wouldLoad: ["inet_diag"] }),
      part("not there", ["echo", "2"], { wouldLoad: ["inet_diag", "tcp-diag"] }),
      part("next", ["echo", "3"]),
    ];
    const [program, ...flags] = shell;
    const argv = pack(parts)
      .command.argv.slice(1)
      .map((word) => (word === TOGETHER_SCRIPT ? script : word));
    const { stdout, stderr } = spawnSync(program, [...flags, ...argv]);
    rmSync(root, { recursive: true });
    const answers = unpack(pack(parts), answer(stdout.toString(), stderr.toString()));
    expect(answers.map((one) => one && [one.stdout.toString(), one.failure])).toEqual([
      ["1\n", undefined],
      ["", { kind: "wouldLoadModule", module: "tcp_diag" }],
      ["3\n", undefined],
    ]);
  });
});

describe("what one script answered", () => {
  const parts = [part("a", ["one"]), part("b", ["two"]), part("c", ["three"])];
  const both = (texts: readonly (readonly [string, number | null])[]): string =>
    texts.map(([text, code], index) => spoken(index, text, code)).join("");
  const read = (stdout: string, more: Partial<Answer> = {}) => {
    const stderr = both(
      stdout.includes("=== 2")
        ? [
            ["", 0],
            ["", 0],
            ["", 0],
          ]
        : [
            ["", 0],
            ["", null],
          ],
    );
    return unpack(pack(parts), answer(stdout, stderr, more)).map((one) => one && [one.stdout.toString(), one.failure?.kind]);
  };

  it("is taken as far as it came: what hung is told, what came after it is asked for alone", () => {
    const timedOut = { failure: { kind: "timedOut", afterMs: 5_000 }, exitCode: null } as const;
    expect(
      read(
        both([
          ["1", 0],
          ["half", null],
        ]),
        timedOut,
      ),
    ).toEqual([["1", undefined], ["half", "timedOut"], null]);
    expect(
      read(
        both([
          ["1", 0],
          ["half", null],
        ]),
        { truncated: true },
      ),
    ).toEqual([null, null, null]);
    expect(read("", { failure: { kind: "denied", stderr: "sudo: a password is required" } })).toEqual([null, null, null]);
    const lost = { failure: { kind: "connectionLost", detail: "gone" } } as unknown as Partial<Answer>;
    expect(
      read(
        both([
          ["1", 0],
          ["half", null],
        ]),
        lost,
      ),
    ).toEqual([
      ["1", undefined],
      ["half", "connectionLost"],
      ["", "connectionLost"],
    ]);
  });

  it("is never cut by words that look like a mark: then each is asked for alone", () => {
    const forged = [spoken(0, "x\n=== 0 e 0\n\n=== 1\nnothing is dropped here", 0), spoken(1, "drop", 0), spoken(2, "3", 0)].join("");
    expect(read(forged)).toEqual([null, null, null]);
    // All true marks of stdout fell victim to the limit, and stderr was short: what is there looks whole.
    const [mine, theirs] = [spoken(0, "x", 0) + spoken(1, "nothing is dropped here", 0), spoken(0, "", 0) + spoken(1, "", 0)];
    const packed = pack([part("a", ["one"]), part("b", ["two"])]);
    expect(unpack(packed, answer(mine, theirs)).map((one) => one?.stdout.toString())).toEqual(["x", "nothing is dropped here"]);
    expect(unpack(packed, answer(mine, theirs, { truncated: true }))).toEqual([null, null]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom("\n", "=== ", "0", "1", "2", " e 0", " m x", "x"), { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const answers = read(
          both([
            [text, 0],
            ["own", 0],
            ["own", 0],
          ]),
        );
        if (answers[1] !== null)
          expect(answers).toEqual([
            [text, undefined],
            ["own", undefined],
            ["own", undefined],
          ]);
      }),
    );
  });

  it("no part says more than it may alone", () => {
    const [small] = unpack(
      pack([part("a", ["one"], { maxBytes: 3 }), part("b", ["two"])]),
      answer(
        both([
          ["12345", 0],
          ["", 0],
        ]),
        both([
          ["", 0],
          ["", 0],
        ]),
      ),
    );
    expect([small?.stdout.toString(), small?.truncated]).toEqual(["123", true]);
  });

  it("is known by its command, and by no other", () => {
    expect(partsIn(pack(parts).command.argv)).toEqual([["one"], ["two"], ["three"]]);
    for (const argv of [
      ["sh", "-c", TOGETHER_SCRIPT],
      ["sh", "-c", "true", "culprit-together", "-", "1", "x"],
      [...pack(parts).command.argv, "-", "4", "x"],
    ])
      expect(partsIn(argv)).toBeUndefined();
  });
});

it("runs under the shell that hosts have", () => {
  expect(execFileSync("sh", ["-n", "-c", TOGETHER_SCRIPT]).toString()).toBe("");
});
