import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clockOffset } from "#server/ssh/clock.ts";
import { memoryPins } from "#server/ssh/memory-pins.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import type { Answer, Command, Session, Transport } from "#server/ssh/transport.ts";
import { startSshd, whyNoAccounts, whyNoSshd, type Sshd } from "./sshd.ts";
import { startWire, type Wire } from "./wire.ts";

/** Living processes whose command line holds the text. */
function processes(text: string): string[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid).flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
      return line.includes(text) && !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, "latin1")) ? [line] : [];
    } catch {
      return [];
    }
  });
}

const until = async (holds: () => boolean, withinMs = 5_000): Promise<void> => {
  const end = Date.now() + withinMs;
  while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
};

let marks = 0;
/** A number of seconds that no other sleep of this machine has. */
const mark = (): string => `31.${process.pid}${++marks}`;

const run = (argv: readonly string[], more: Partial<Command> = {}): Command => ({
  key: argv.join(" "), argv, privilege: "user", deadlineMs: 20_000, maxBytes: 1_000_000, ...more,
});

/** Commands that are hard to get rid of; each carries its mark where /proc shows it. */
const STUBBORN: readonly (readonly [string, (seconds: string) => string[]])[] = [
  ["a sleep", (seconds) => ["sleep", seconds]],
  ["a busy loop", (seconds) => ["sh", "-c", `: ${seconds}; while :; do :; done`]],
  ["one that ignores TERM and HUP", (seconds) => ["sh", "-c", `trap '' TERM HUP INT PIPE; while :; do sleep ${seconds}; done`]],
  ["a tree of children", (seconds) => ["sh", "-c", `for i in 1 2 3; do sh -c 'sleep ${seconds} & wait' & done; wait`]],
  ["one in a session of its own", (seconds) => ["setsid", "--wait", "sh", "-c", `trap '' HUP; sleep ${seconds}; :`]],
  ["one that floods", (seconds) => ["sh", "-c", `: ${seconds}; trap '' PIPE; while :; do echo y; done`]],
  ["one that leaves a child behind", (seconds) => ["sh", "-c", `sleep ${seconds} & sleep ${seconds}`]],
];

const SHELLS = ["sh", "bash", "zsh", "fish", "tcsh"].flatMap((name) => {
  try {
    return [{ name, path: execFileSync("sh", ["-c", `command -v ${name}`]).toString().trim() }];
  } catch {
    return [];
  }
});

describe.skipIf(whyNoSshd !== undefined)(`on the host${whyNoSshd === undefined ? "" : ` (${whyNoSshd})`}`, () => {
  let sshd: Sshd;
  let wire: Wire;
  let transport: Transport;
  beforeAll(async () => {
    sshd = await startSshd();
    wire = await startWire(sshd.port);
    transport = openTransport({ pins: memoryPins() });
  });
  afterAll(async () => {
    await transport.close();
    await wire.close();
    await sshd.stop();
  });
  const connect = async (port = sshd.port): Promise<Session> => {
    const session = await transport.connect(
      { label: "patient", address: "127.0.0.1", port, user: sshd.user, identityFiles: [sshd.key], knownHostsFiles: [] }, { onUnknownKey: () => Promise.resolve("approve") },
    );
    if ("kind" in session) throw new Error(JSON.stringify(session));
    return session;
  };

  it.each(STUBBORN)("nothing outlives a lost connection: %s", async (_name, make) => {
    const seconds = mark();
    const session = await connect(wire.port);
    const running = session.batch([run(make(seconds))]);
    await until(() => processes(seconds).length > 1);
    expect(processes(seconds).length).toBeGreaterThan(1);
    wire.cut();
    expect((await running)[0]?.failure?.kind).toBe("connectionLost");
    await until(() => processes(seconds).length === 0);
    expect(processes(seconds)).toEqual([]);
  });

  it.each(STUBBORN)("nothing outlives a cancelled batch: %s", async (_name, make) => {
    const seconds = mark();
    const session = await connect();
    const controller = new AbortController();
    const running = session.batch([run(make(seconds))], { signal: controller.signal });
    await until(() => processes(seconds).length > 1);
    controller.abort();
    expect((await running)[0]?.failure?.kind).toMatch(/cancelled|truncated/);
    await until(() => processes(seconds).length === 0);
    expect(processes(seconds)).toEqual([]);
  });

  it.each(STUBBORN)("nothing outlives a deadline: %s", async (_name, make) => {
    const seconds = mark();
    const session = await connect();
    const answers = await session.batch([run(make(seconds), { deadlineMs: 500 }), run(["echo", "next"])]);
    expect(answers[0]?.failure?.kind).toMatch(/timedOut|truncated/);
    expect(answers[1]?.stdout.toString()).toBe("next\n");
    await until(() => processes(seconds).length === 0);
    expect(processes(seconds)).toEqual([]);
  });

  it("nothing of a batch that ended as it should is left either", async () => {
    const seconds = mark();
    const session = await connect();
    // The life of the batch on the host: sum of deadlines and 15 s, which its timer sleeps.
    await session.batch([run(["sh", "-c", `sleep ${seconds} >/dev/null 2>&1 &`], { deadlineMs: 8_765_000 })]);
    await until(() => processes(seconds).length === 0 && processes("sleep 8780").length === 0);
    expect([...processes(seconds), ...processes("sleep 8780")]).toEqual([]);
  });

  it("nothing of a sensor outlives a lost connection, or its own end", async () => {
    for (const end of ["cut", "finish"] as const) {
      const seconds = mark();
      const session = await connect(wire.port);
      const sensor = session.sensor(run(["sh", "-c", `trap '' TERM HUP; sleep ${seconds} & echo CULPRIT-ARMED; cat; echo counted`], { deadlineMs: 7_000 }));
      expect(await sensor.armed).toBe("armed");
      if (end === "cut") wire.cut();
      const answer = await sensor.finish();
      if (end === "finish") expect(answer.stdout.toString()).toBe("counted\n");
      else expect(answer.failure?.kind).toBe("connectionLost");
      await until(() => processes(seconds).length === 0 && processes("sleep 3622").length === 0);
      expect([...processes(seconds), ...processes("sleep 3622")]).toEqual([]);
    }
  });

  it("the batch ends by itself when the other side is gone without a word", async () => {
    const seconds = mark();
    const silent = await startWire(sshd.port);
    const session = await connect(silent.port);
    const running = session.batch([run(["sleep", seconds], { deadlineMs: 1_000 })]);
    await until(() => processes(`sleep ${seconds}`).length > 0);
    silent.freeze();
    // The host only learns of it from its own timer: 1 s and 15 s.
    await until(() => processes(seconds).length === 0, 19_000);
    expect(processes(seconds)).toEqual([]);
    await silent.close();
    await running;
  }, 30_000);

  it("one command that is killed takes no other with it", async () => {
    const session = await connect();
    const [slow, fast] = await Promise.all([
      session.batch([run(["sleep", mark()], { deadlineMs: 300 }), run(["echo", "after"])]),
      session.batch([run(["sh", "-c", "sleep 1; echo alive"])]),
    ]);
    expect(slow.map(({ exitCode }) => exitCode)).toEqual([null, 0]);
    expect(fast[0]?.stdout.toString()).toBe("alive\n");
  });

  it("gives commands the C locale, a PATH with sbin, no stdin, no environment of ours, and no open file of ours", async () => {
    const session = await connect();
    const [env, files, stdin] = await session.batch([
      run(["sh", "-c", "echo $LC_ALL; echo $PATH; env"]), run(["sh", "-c", "ls -1 /proc/self/fd | sort -n | head -c 100"]), run(["sh", "-c", "readlink /proc/self/fd/0"]),
    ]);
    const text = env?.stdout.toString() ?? "";
    expect(text).toMatch(/^C\n.*\/usr\/sbin:\/sbin\n/);
    expect(text).not.toMatch(/^(N|L|K|u|b|x)=/m);
    expect(files?.stdout.toString()).toBe("0\n1\n2\n3\n");
    expect(stdin?.stdout.toString()).toBe("/dev/null\n");
  });

  it("keeps bytes that are no text", async () => {
    const session = await connect();
    const [answer] = await session.batch([run(["printf", "\\377\\376\\000\\n\\200"])]);
    expect(answer?.stdout).toEqual(Buffer.from([0xff, 0xfe, 0, 0x0a, 0x80]));
  });

  it("carries arguments as they are, whatever is in them", async () => {
    const session = await connect();
    const nasty = ["$(reboot)", "`id`", "a'b\"c", "\\", "!!", "line\nbreak", "", " ", "*", "~root", "é€", "-n", "%s\\n"];
    const [answer] = await session.batch([run(["printf", "%s\\0", ...nasty])]);
    expect(answer?.stdout.toString().split("\0").slice(0, -1)).toEqual(nasty);
  });

  it("tells what may not be run from what fails", async () => {
    const session = await connect();
    const [notExecutable, ownExit, killed] = await session.batch([
      run(["/etc/passwd"]), run(["sh", "-c", "echo 'sudo: a password is required' >&2; exit 1"]), run(["sh", "-c", "kill -SEGV $$"]),
    ]);
    expect(notExecutable).toMatchObject({ exitCode: 126, failure: { kind: "denied" } });
    // Only what sudo itself says is believed, where sudo was asked.
    expect(ownExit).toMatchObject({ exitCode: 1 });
    expect(ownExit?.failure).toBeUndefined();
    expect(killed).toMatchObject({ exitCode: 139 });
  });

  it("measures the clock with its uncertainty", async () => {
    const offset = await clockOffset(await connect());
    expect(Math.abs(offset?.offsetMs ?? Infinity)).toBeLessThanOrEqual((offset?.uncertaintyMs ?? 0) + 1);
  });

  it.skipIf(process.getuid?.() !== 0)("runs in a network namespace, and says when there is none of that name", async () => {
    const netns = `culprit-t${process.pid}`;
    execFileSync("ip", ["netns", "add", netns]);
    try {
      const session = await connect();
      const [inside, absent, missing] = await session.batch([
        run(["cat", "/proc/net/dev"], { netns }), run(["true"], { netns: "culprit-none" }), run(["culprit-no-such-tool"], { netns }),
      ]);
      expect(inside?.commandLine).toBe(`ip netns exec ${netns} cat /proc/net/dev`);
      expect(inside?.stdout.toString()).toMatch(/^ *lo: +0 /m);
      expect(absent?.failure).toEqual({ kind: "absent", what: "network namespace culprit-none" });
      expect(missing?.failure).toEqual({ kind: "toolMissing", tool: "culprit-no-such-tool" });
    } finally {
      execFileSync("ip", ["netns", "del", netns]);
    }
  });
});

describe.skipIf(whyNoAccounts !== undefined)(`on a host with other accounts${whyNoAccounts === undefined ? "" : ` (${whyNoAccounts})`}`, () => {
  let sshd: Sshd;
  let transport: Transport;
  const hasSudo = execFileSync("sh", ["-c", "command -v sudo || true"]).length > 0;
  beforeAll(async () => {
    sshd = await startSshd({
      accounts: [
        ...SHELLS.map(({ name, path }) => ({ name: `with-${name}`, shell: path, rc: { ".bashrc": "echo hello from bashrc; alias exec=false\n", ".tcshrc": "echo hello from tcshrc\n", ".zshenv": "echo hello from zshenv\n", ".config/fish/config.fish": "echo hello from fish\n" } })),
        { name: "without", shell: "/usr/sbin/nologin" },
        { name: "old-clock", shell: "/bin/bash", rc: { ".bashrc": 'PATH="$HOME/bin:$PATH"\n', "bin/date": "#!/bin/sh\necho \"$(/bin/date +%s).%N\"\n" } },
        { name: "skewed", shell: "/bin/bash", rc: { ".bashrc": 'PATH="$HOME/bin:$PATH"\n', "bin/date": "#!/bin/sh\nexec /bin/date -d '-90 seconds' +%s.%N\n" } },
      ],
      sudoers: ["root ALL=(ALL) ALL", "with-sh ALL=(ALL) NOPASSWD: ALL", "Defaults:with-sh use_pty", "with-bash ALL=(ALL) NOPASSWD: /usr/bin/id"].join("\n"),
    });
    for (const home of ["old-clock", "skewed"]) execFileSync("chmod", ["755", `${sshd.folder}/home-${home}/bin/date`]);
    transport = openTransport({ pins: memoryPins() });
  });
  afterAll(async () => {
    await transport.close();
    await sshd.stop();
  });
  const as = async (user: string): Promise<Session> => {
    const session = await transport.connect(
      { label: user, address: "127.0.0.1", port: sshd.port, user, identityFiles: [sshd.key], knownHostsFiles: [] }, { onUnknownKey: () => Promise.resolve("approve") },
    );
    if ("kind" in session) throw new Error(JSON.stringify(session));
    return session;
  };

  it.each(SHELLS.map(({ name }) => name))("a batch is the same under the login shell %s", async (name) => {
    const session = await as(`with-${name}`);
    const words = ["it's", "a\"b", "\\", "!x", "$HOME", "two\nlines", "*"];
    for (const long of [[], ["x".repeat(9_000)]]) {
      const answers: readonly Answer[] = await session.batch([run(["printf", "%s\\0", ...words, ...long]), run(["sh", "-c", "exit 3"])]);
      expect(answers.map(({ failure }) => failure)).toEqual([undefined, undefined]);
      expect(answers[0]?.stdout.toString().split("\0").slice(0, -1)).toEqual([...words, ...long]);
      expect(answers[1]?.exitCode).toBe(3);
    }
    const sensor = session.sensor(run(["sh", "-c", "echo CULPRIT-ARMED; cat; echo finished"]));
    expect(await sensor.armed).toBe("armed");
    expect((await sensor.finish()).stdout.toString()).toBe("finished\n");
  });

  it("an account that may not run commands gives a bad frame with what it said", async () => {
    const [answer] = await (await as("without")).batch([run(["true"])]);
    expect(answer?.failure).toMatchObject({ kind: "badFrame", why: expect.stringContaining("not available") as string });
  });

  it.skipIf(!hasSudo)("sudo is asked for what needs it, and what it refuses is denied", async () => {
    const allowed = await (await as("with-sh")).batch([run(["id", "-u"], { privilege: "sudo" }), run(["id", "-u"]), run(["culprit-no-such-tool"], { privilege: "sudo" })]);
    expect(allowed.map(({ stdout }) => stdout.toString())).toEqual(["0\n", "4201\n", ""]);
    expect(allowed[0]?.commandLine).toBe("sudo -n id -u");
    expect(allowed[2]?.failure).toEqual({ kind: "toolMissing", tool: "culprit-no-such-tool" });
    const some = await (await as("with-bash")).batch([run(["id", "-u"], { privilege: "sudo" }), run(["cat", "/etc/shadow"], { privilege: "sudo" })]);
    expect(some[0]?.stdout.toString()).toBe("0\n");
    expect(some[1]?.failure).toMatchObject({ kind: "denied", stderr: expect.stringContaining("sudo:") as string });
    const none = await (await as("with-fish")).batch([run(["id", "-u"], { privilege: "sudo" })]);
    expect(none[0]?.failure).toMatchObject({ kind: "denied" });
  });

  it.skipIf(!hasSudo)("nothing that sudo started outlives its deadline or its connection", async () => {
    const [first, second] = [mark(), mark()];
    const session = await as("with-sh");
    const answers = await session.batch([run(["sleep", first], { privilege: "sudo", deadlineMs: 500 }), run(["echo", "next"])]);
    expect(answers.map(({ failure }) => failure?.kind)).toEqual(["timedOut", undefined]);
    const controller = new AbortController();
    const running = session.batch([run(["sh", "-c", `trap '' HUP TERM; sleep ${second}; :`], { privilege: "sudo" })], { signal: controller.signal });
    await until(() => processes(`sleep ${second}`).length > 2);
    controller.abort();
    await running;
    await until(() => processes(first).length + processes(second).length === 0);
    expect([...processes(first), ...processes(second)]).toEqual([]);
  });

  it("a network namespace without root and without sudo is denied", async () => {
    const [answer] = await (await as("with-zsh")).batch([run(["true"], { netns: "blue" })]);
    expect(answer?.failure).toMatchObject({ kind: "denied" });
  });

  it("a clock without nanoseconds is not measured, and a skewed one is", async () => {
    expect(await clockOffset(await as("old-clock"))).toBeNull();
    const skew = await clockOffset(await as("skewed"));
    expect(Math.abs((skew?.offsetMs ?? 0) + 90_000)).toBeLessThanOrEqual((skew?.uncertaintyMs ?? 0) + 1);
  });
});
