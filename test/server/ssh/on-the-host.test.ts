import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clockOffset } from "#server/ssh/clock.ts";
import { memoryPins } from "./memory-pins.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import type { Session, Transport } from "#server/ssh/transport.ts";
import { mark, run } from "./processes.ts";
import { startSshd, whyNoSshd, type Sshd } from "./sshd.ts";
import { describeUnless, itUnless, missing } from "../../needs.ts";

describeUnless(whyNoSshd, `on the host`, () => {
  let sshd: Sshd;
  let transport: Transport;
  beforeAll(async () => {
    sshd = await startSshd();
    transport = openTransport({ pins: memoryPins() });
  });
  afterAll(async () => {
    await transport.close();
    await sshd.stop();
  });
  const connect = async (port = sshd.port): Promise<Session> => {
    const session = await transport.connect(
      {
        label: "patient",
        address: "127.0.0.1",
        port,
        user: sshd.user,
        identityFiles: [sshd.key],
        knownHostsFiles: [],
      },
      { onUnknownKey: () => Promise.resolve("approve") },
    );
    if ("kind" in session) throw new Error(JSON.stringify(session));
    return session;
  };

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
      run(["sh", "-c", "echo $LC_ALL; echo $PATH; env"]),
      run(["sh", "-c", "ls -1 /proc/self/fd | sort -n | head -c 100"]),
      run(["sh", "-c", "readlink /proc/self/fd/0"]),
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
      run(["/etc/passwd"]),
      run(["sh", "-c", "echo 'sudo: a password is required' >&2; exit 1"]),
      run(["sh", "-c", "kill -SEGV $$"]),
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

  itUnless(missing("root"), "runs in a network namespace, and says when there is none of that name", async () => {
    const netns = `culprit-t${process.pid}`;
    execFileSync("ip", ["netns", "add", netns]);
    try {
      const session = await connect();
      const [inside, absent, missing] = await session.batch([
        run(["cat", "/proc/net/dev"], { netns }),
        run(["true"], { netns: "culprit-none" }),
        run(["culprit-no-such-tool"], { netns }),
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
