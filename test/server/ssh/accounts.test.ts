import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clockOffset } from "#server/ssh/clock.ts";
import { memoryPins } from "./memory-pins.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import type { Answer, Session, Transport } from "#server/ssh/transport.ts";
import { mark, processes, run, until } from "./processes.ts";
import { startSshd, whyNoAccounts, type Sshd } from "./sshd.ts";
import { describeUnless, itUnless } from "../../needs.ts";

const SHELLS = ["sh", "bash", "zsh", "fish", "tcsh"].flatMap((name) => {
  try {
    return [
      {
        name,
        path: execFileSync("sh", ["-c", `command -v ${name}`])
          .toString()
          .trim(),
      },
    ];
  } catch {
    return [];
  }
});

/** Programs that are /bin/sh elsewhere. */
const OTHER_SH = [
  ["bash", "/bin/bash"],
  ["busybox", "/bin/busybox"],
].filter(([, path = ""]) => existsSync(path)) as [string, string][];

describeUnless(whyNoAccounts, `on a host with other accounts`, () => {
  let sshd: Sshd;
  let transport: Transport;
  const hasSudo = execFileSync("sh", ["-c", "command -v sudo || true"]).length > 0;
  beforeAll(async () => {
    sshd = await startSshd({
      accounts: [
        ...SHELLS.map(({ name, path }) => ({
          name: `with-${name}`,
          shell: path,
          rc: {
            ".bashrc": "echo hello from bashrc; alias exec=false\n",
            ".tcshrc": "echo hello from tcshrc\n",
            ".zshenv": "echo hello from zshenv\n",
            ".config/fish/config.fish": "echo hello from fish\n",
          },
        })),
        ...OTHER_SH.map(([name]) => ({
          name: `sh-${name}`,
          shell: "/bin/bash",
          rc: { ".bashrc": 'PATH="$HOME/bin:$PATH"\n', "bin/readme": "" },
        })),
        { name: "plain", shell: "/bin/sh" },
        { name: "without", shell: "/usr/sbin/nologin" },
        {
          name: "old-clock",
          shell: "/bin/bash",
          rc: {
            ".bashrc": 'PATH="$HOME/bin:$PATH"\n',
            "bin/date": '#!/bin/sh\necho "$(/bin/date +%s).%N"\n',
          },
        },
        {
          name: "skewed",
          shell: "/bin/bash",
          rc: {
            ".bashrc": 'PATH="$HOME/bin:$PATH"\n',
            "bin/date": "#!/bin/sh\nexec /bin/date -d '-90 seconds' +%s.%N\n",
          },
        },
      ],
      sudoers: [
        "root ALL=(ALL) ALL",
        "with-sh ALL=(ALL) NOPASSWD: ALL",
        "Defaults:with-sh use_pty",
        "with-bash ALL=(ALL) NOPASSWD: /usr/bin/id",
      ].join("\n"),
    });
    for (const home of ["old-clock", "skewed"]) execFileSync("chmod", ["755", `${sshd.folder}/home-${home}/bin/date`]);
    for (const [name, path] of OTHER_SH) execFileSync("ln", ["-s", path, `${sshd.folder}/home-sh-${name}/bin/sh`]);
    transport = openTransport({ pins: memoryPins() });
  });
  afterAll(async () => {
    await transport.close();
    await sshd.stop();
  });
  const as = async (user: string): Promise<Session> => {
    const session = await transport.connect(
      {
        label: user,
        address: "127.0.0.1",
        port: sshd.port,
        user,
        identityFiles: [sshd.key],
        knownHostsFiles: [],
      },
      { onUnknownKey: () => Promise.resolve("approve") },
    );
    if ("kind" in session) throw new Error(JSON.stringify(session));
    return session;
  };

  it.each(SHELLS.map(({ name }) => name))("a batch is the same under the login shell %s", async (name) => {
    const session = await as(`with-${name}`);
    const words = ["it's", 'a"b', "\\", "!x", "$HOME", "two\nlines", "*"];
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

  it.each(OTHER_SH.map(([name]) => name))("a batch and its end are the same where sh is %s", async (name) => {
    const session = await as(`sh-${name}`);
    const [seen, exit] = [mark(), ["sh", "-c", "exit 3"]];
    const answers = await session.batch([
      run(["readlink", "-f", "/proc/self/exe"]),
      run(["sh", "-c", `trap '' TERM HUP; sleep ${seen}; :`], { deadlineMs: 300 }),
      run(["printf", "%s", "it's\n$HOME"]),
      run(["culprit-no-such-tool"]),
      run(exit),
    ]);
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, null, 0, 127, 3]);
    expect(answers[2]?.stdout.toString()).toBe("it's\n$HOME");
    expect(answers[3]?.failure).toEqual({ kind: "toolMissing", tool: "culprit-no-such-tool" });
    const sensor = session.sensor(run(["sh", "-c", "echo CULPRIT-ARMED; cat; echo finished"]));
    expect(await sensor.armed).toBe("armed");
    expect((await sensor.finish()).stdout.toString()).toBe("finished\n");
    const controller = new AbortController();
    const running = session.batch([run(["sleep", seen])], { signal: controller.signal });
    await until(() => processes(`sleep ${seen}`).length > 0);
    controller.abort();
    await running;
    await until(() => processes(seen).length === 0);
    expect(processes(seen)).toEqual([]);
  });

  it("an account that may not run commands gives a bad frame with what it said", async () => {
    const [answer] = await (await as("without")).batch([run(["true"])]);
    expect(answer?.failure).toMatchObject({
      kind: "badFrame",
      why: expect.stringContaining("not available") as string,
    });
  });

  itUnless(hasSudo ? null : "sudo is not installed", "sudo is asked for what needs it, and what it refuses is denied", async () => {
    const allowed = await (
      await as("with-sh")
    ).batch([run(["id", "-u"], { privilege: "sudo" }), run(["id", "-u"]), run(["culprit-no-such-tool"], { privilege: "sudo" })]);
    expect(allowed.map(({ stdout }) => stdout.toString())).toEqual(["0\n", "4201\n", ""]);
    expect(allowed[0]?.commandLine).toBe("sudo -n id -u");
    expect(allowed[2]?.failure).toEqual({ kind: "toolMissing", tool: "culprit-no-such-tool" });
    const some = await (
      await as("with-bash")
    ).batch([run(["id", "-u"], { privilege: "sudo" }), run(["cat", "/etc/shadow"], { privilege: "sudo" })]);
    expect(some[0]?.stdout.toString()).toBe("0\n");
    expect(some[1]?.failure).toMatchObject({
      kind: "denied",
      stderr: expect.stringContaining("sudo:") as string,
    });
    const none = await (await as("plain")).batch([run(["id", "-u"], { privilege: "sudo" })]);
    expect(none[0]?.failure).toMatchObject({ kind: "denied" });
  });

  itUnless(hasSudo ? null : "sudo is not installed", "nothing that sudo started outlives its deadline or its connection", async () => {
    const [first, second] = [mark(), mark()];
    const session = await as("with-sh");
    const answers = await session.batch([run(["sleep", first], { privilege: "sudo", deadlineMs: 500 }), run(["echo", "next"])]);
    expect(answers.map(({ failure }) => failure?.kind)).toEqual(["timedOut", undefined]);
    const controller = new AbortController();
    const running = session.batch([run(["sh", "-c", `trap '' HUP TERM; sleep ${second}; :`], { privilege: "sudo" })], {
      signal: controller.signal,
    });
    await until(() => processes(`sleep ${second}`).length > 2);
    controller.abort();
    await running;
    await until(() => processes(first).length + processes(second).length === 0);
    expect([...processes(first), ...processes(second)]).toEqual([]);
  });

  it("a network namespace without root and without sudo is denied", async () => {
    const [answer] = await (await as("plain")).batch([run(["true"], { netns: "blue" })]);
    expect(answer?.failure).toMatchObject({ kind: "denied" });
  });

  it("a clock without nanoseconds is not measured, and a skewed one is", async () => {
    expect(await clockOffset(await as("old-clock"))).toBeNull();
    const skew = await clockOffset(await as("skewed"));
    expect(Math.abs((skew?.offsetMs ?? 0) + 90_000)).toBeLessThanOrEqual((skew?.uncertaintyMs ?? 0) + 1);
  });
});
