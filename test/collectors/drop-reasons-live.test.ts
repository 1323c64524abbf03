import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { collectors, parse } from "#collectors";
import { output } from "./recording.ts";
import { describeUnless } from "../needs.ts";

/** The way by tracefs; which one is taken on this machine, and what it counts, shows drop-program-live. */
const SCRIPT = collectors.dropReasons.ways[0].argv[6];
/** The script never mounts anything; where nobody has mounted tracefs, the test does so in a mount namespace of its own. */
const MOUNTED = "[ -d /sys/kernel/tracing/instances ] || mount -t tracefs tracefs /sys/kernel/tracing || exit 99;";
const inPrivate = (script: string, ...args: readonly string[]): readonly [string, readonly string[]] => [
  "unshare",
  ["-m", "--propagation", "private", "sh", "-c", `${MOUNTED} exec "$@"`, "sh", "sh", "-c", script, ...args],
];

const possible =
  process.getuid?.() === 0 && spawnSync(...inPrivate("test -r /sys/kernel/tracing/events/skb/kfree_skb/format")).status === 0;

const instances = (): readonly string[] =>
  spawnSync(...inPrivate("ls /sys/kernel/tracing/instances"), { encoding: "utf8" })
    .stdout.split("\n")
    .filter((name) => name.startsWith("culprit-"));
const mine = (pid: number): readonly string[] => instances().filter((name) => name.startsWith(`culprit-${pid}-`));

/** Process ids of the guards that watch over this run; zombies have no command line. */
const guards = (pid: number): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => commandLine(one).includes(`\0culprit-guard\0${pid}\0`));

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch (error) {
    // It ended while the list was walked.
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH")) return "";
    throw error;
  }
}

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
});

/** Starts the sensor as the leader of its own process group and waits until it is armed. Each exec keeps the pid, so it is the instance's. */
async function armed(limit = "60") {
  const [command, args] = inPrivate(SCRIPT, "culprit-drops", limit);
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, LC_ALL: "C" },
  });
  started.push(child);
  const seen = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => {
    seen.stdout += data.toString();
  });
  child.stderr.on("data", (data: Buffer) => {
    seen.stderr += data.toString();
  });
  const ended = once(child, "exit");
  while (!seen.stdout.includes("CULPRIT-ARMED\n") && child.exitCode === null) await sleep(10);
  return { child, pid: child.pid ?? 0, seen, ended };
}

async function dropOneDatagram(): Promise<void> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => {
    socket.send("x", 9, "127.0.0.1", () => {
      resolve();
    });
  });
  socket.close();
}

describeUnless(possible ? null : "needs root and a kernel with tracefs", "dropReasons by tracefs on this machine", () => {
  it("counts a datagram for a port nobody listens on, and leaves nothing behind when its stdin closes", async () => {
    const { child, pid, seen, ended } = await armed();
    expect(mine(pid)).toHaveLength(1);
    for (let count = 0; count < 5; count += 1) await dropOneDatagram();
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
    const result = parse("dropReasons", 0, output(seen.stdout, { stderr: seen.stderr }));
    expect(result).toMatchObject({ fields: { lost: 0, lowerBound: false } });
    const rows = "fields" in result ? (result.tables?.["reasons"] ?? []) : [];
    const datagrams = rows.filter(({ key }) => key.startsWith("NO_SOCKET __udp4_lib_rcv"));
    expect(
      datagrams.reduce((total, { packets }) => total + Number(packets), 0),
      JSON.stringify(rows),
    ).toBeGreaterThanOrEqual(5);
    expect(mine(pid)).toEqual([]);
    expect(seen.stderr).toBe("");
  });

  it.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("leaves nothing behind when its process group gets %s", async (signal) => {
    const { pid, ended } = await armed();
    expect(mine(pid)).toHaveLength(1);
    process.kill(-pid, signal);
    const begun = performance.now();
    await ended;
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(mine(pid)).toEqual([]);
  });

  it("leaves nothing behind when only its shell gets SIGTERM", async () => {
    const { child, pid, ended } = await armed();
    child.kill("SIGTERM");
    expect(await ended).toEqual([143, null]);
    expect(mine(pid)).toEqual([]);
  });

  it("leaves nothing behind when nobody reads its output any more", async () => {
    const { child, pid, ended } = await armed();
    child.stdout.destroy();
    child.stderr.destroy();
    child.stdin.end();
    await ended;
    expect(mine(pid)).toEqual([]);
  });

  it("ends by itself after its limit", async () => {
    const { pid, seen, ended } = await armed("1");
    expect(await ended).toEqual([0, null]);
    expect(seen.stdout).toMatch(/\n== end\n$/);
    expect(mine(pid)).toEqual([]);
  });

  it("leaves nothing behind two seconds after it was killed, as the loss of a connection kills it", async () => {
    const { child, pid, ended } = await armed();
    expect(guards(pid)).toHaveLength(1);
    process.kill(-pid, "SIGKILL");
    await ended;
    child.stdin.destroy();
    const until = performance.now() + 4_000;
    // Another run may take the instance away first; the guard notices within its two seconds.
    while ((mine(pid).length > 0 || guards(pid).length > 0) && performance.now() < until) await sleep(100);
    expect(mine(pid)).toEqual([]);
    expect(guards(pid)).toEqual([]);
  });

  it("ends its guard with itself", async () => {
    const { child, pid, ended } = await armed();
    child.stdin.end();
    await ended;
    await sleep(50);
    expect(guards(pid)).toEqual([]);
  });

  it("takes away what a killed run and its killed guard left, and nothing of a run that is alive", async () => {
    const alive = await armed();
    const killed = await armed();
    for (const guard of guards(killed.pid)) process.kill(-guard, "SIGKILL");
    process.kill(-killed.pid, "SIGKILL");
    await killed.ended;
    killed.child.stdin.destroy();
    expect(mine(killed.pid)).toHaveLength(1);
    const next = await armed("1");
    expect(mine(killed.pid)).toEqual([]);
    expect(mine(alive.pid)).toHaveLength(1);
    alive.child.stdin.end();
    await Promise.all([alive.ended, next.ended]);
    expect(alive.seen.stdout).toMatch(/\n== end\n$/);
    expect([...mine(alive.pid), ...mine(next.pid)]).toEqual([]);
  });

  it("says that tracefs is not mounted, and mounts nothing", () => {
    const { stdout, stderr, status } = spawnSync(
      "unshare",
      [
        "-m",
        "--propagation",
        "private",
        "sh",
        "-c",
        'mount -t tmpfs none /sys/kernel/tracing; umount /sys/kernel/debug 2>/dev/null; mount -t tmpfs none /sys/kernel/debug; exec sh -c "$0" culprit-drops 1',
        SCRIPT,
      ],
      { encoding: "utf8", input: "" },
    );
    expect(parse("dropReasons", 0, output(stdout, { stderr, exitCode: status }))).toEqual({
      kind: "absent",
      what: "tracefs, which is not mounted at /sys/kernel/tracing",
    });
  });
});
