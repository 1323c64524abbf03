import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { collectors, parse } from "#collectors";
import { describeUnless } from "../needs.ts";
import { fieldsOf, output, rowsOf } from "./recording.ts";

const SCRIPT = collectors.profile.ways[0].argv[2];
/** Nothing is mounted by the script; where nobody has mounted tracefs, the test does so in a mount namespace of its own. */
const MOUNTED = "[ -d /sys/kernel/tracing/instances ] || mount -t tracefs tracefs /sys/kernel/tracing || exit 99;";
const inPrivate = (script: string, ...args: readonly string[]): readonly [string, readonly string[]] => [
  "unshare",
  ["-m", "--propagation", "private", "sh", "-c", `${MOUNTED} exec "$@"`, "sh", "sh", "-c", script, ...args],
];
const possible =
  process.getuid?.() === 0 && spawnSync(...inPrivate("test -r /sys/kernel/tracing/events/sched/sched_switch/format")).status === 0;

const mine = (pid: number): readonly string[] =>
  spawnSync(...inPrivate("ls /sys/kernel/tracing/instances"), { encoding: "utf8" })
    .stdout.split("\n")
    .filter((name) => name.startsWith(`culprit-${pid}-`));
/** What everybody on the machine shares of it. */
const shared = (): string =>
  spawnSync(
    ...inPrivate(
      "cd /sys/kernel/tracing; cat current_tracer events/sched/sched_switch/enable events/sched/sched_switch/filter options/overwrite buffer_size_kb",
    ),
    {
      encoding: "utf8",
    },
  ).stdout;

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
});

async function armed() {
  const [command, args] = inPrivate(SCRIPT, "culprit-profile", "60");
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], detached: true, env: { ...process.env, LC_ALL: "C" } });
  started.push(child);
  const seen = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (seen.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (seen.stderr += data.toString()));
  const ended = once(child, "exit");
  while (!seen.stdout.includes("CULPRIT-ARMED\n") && child.exitCode === null) await sleep(10);
  return { child, pid: child.pid ?? 0, seen, ended };
}

/** Uses 300 ms of a CPU, mostly in the kernel. */
const SUBJECT = [
  "import os,time",
  "open('/proc/self/comm','w').write('subject')",
  "e=time.monotonic()+0.3",
  "while time.monotonic()<e: os.listdir('/proc')",
  "ctypes.CDLL(None).system(b'')",
].join("\n");
/** vfork makes its parent wait uninterruptibly. */
const BLOCKED =
  "import ctypes; l=ctypes.CDLL(None); open('/proc/self/comm','w').write('subject-waits'); l.vfork() or (l.usleep(300000), l._exit(0))";

describeUnless(possible ? null : "needs root and a kernel with tracefs", "profile on this machine", () => {
  it("names who was in the kernel and who was blocked, leaves nothing behind and changes nothing that others use", async () => {
    const before = shared();
    const { child, pid, seen, ended } = await armed();
    expect(mine(pid)).toHaveLength(2);
    expect(shared()).toBe(before);
    // First who waits: on a busy machine the buffer of switches is full after some seconds.
    spawnSync("python3", ["-c", BLOCKED]);
    spawnSync("python3", ["-c", SUBJECT]);
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
    const result = parse("profile", 0, output(seen.stdout, { stderr: seen.stderr }));
    expect(rowsOf(result, "programs")["subject"], JSON.stringify(result).slice(0, 2_000)).toBeDefined();
    const waits = Object.values(rowsOf(result, "waits")).filter(
      ({ key, state }) => key.startsWith("subject-waits,") && state === "starting a program",
    );
    expect(Number(waits[0]?.["longestMs"]), `${JSON.stringify(fieldsOf(result))} ${seen.stderr}`).toBeGreaterThan(100);
    expect(mine(pid)).toEqual([]);
    expect(seen.stderr).toBe("");
    expect(shared()).toBe(before);
  });

  it("leaves nothing behind two seconds after it was killed, as the loss of a connection kills it", async () => {
    const { child, pid, ended } = await armed();
    process.kill(-pid, "SIGKILL");
    await ended;
    child.stdin.destroy();
    const until = performance.now() + 4_000;
    while (mine(pid).length > 0 && performance.now() < until) await sleep(100);
    expect(mine(pid)).toEqual([]);
  });

  it("says that tracefs is not mounted, and mounts nothing", () => {
    const hidden =
      'mount -t tmpfs none /sys/kernel/tracing; umount /sys/kernel/debug 2>/dev/null; mount -t tmpfs none /sys/kernel/debug; exec sh -c "$0" culprit-profile 1';
    const { stdout, stderr, status } = spawnSync("unshare", ["-m", "--propagation", "private", "sh", "-c", hidden, SCRIPT], {
      encoding: "utf8",
      input: "",
    });
    const result = parse("profile", 0, output(stdout, { stderr, exitCode: status }));
    expect(result).toEqual({ kind: "absent", what: "tracefs, which is not mounted at /sys/kernel/tracing" });
  });
});
