import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { collectors, parse } from "#collectors";
import { fieldsOf, output, rowsOf } from "./recording.ts";
import { describeUnless } from "../needs.ts";

const [, ...COMMAND] = collectors.dropReasons.ways[0].argv;

/** 12 of the 15 bytes that a name may have; blanks, slashes and colons are all that the kernel refuses. */
const HOSTILE = Buffer.from("\u001b[31m\"'$(id)", "latin1");

/**
 * A network of its own: two interfaces at whose other ends somebody sends frames for another Ethernet address, which each host throws away. Then the
 * collector, in the place of the shell: what it leaves behind would be left by it.
 */
const NETWORK = `
n=$(printf '${[...HOSTILE].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")}')
ip link add a0 type veth peer name a1 && ip link add b0 type veth peer name "$n" || exit 99
for d in a0 a1 b0 "$n"; do ip link set "$d" up || exit 99; done
[ -d /sys/kernel/tracing/instances ] || mount -t tracefs tracefs /sys/kernel/tracing || exit 99
[ -z "$BLIND" ] || mount -t tmpfs none /sys/kernel/btf || exit 99
[ -z "$BARE" ] || exec setpriv --bounding-set -sys_admin,-bpf,-perfmon --inh-caps -all sh "$@"
exec sh "$@"
`;

/** Sends $2 frames with an IPv4 packet for nobody's Ethernet address out of the interface $1. */
const SEND = `
import socket, sys
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as s:
    s.bind((sys.argv[1], 0))
    for one in range(int(sys.argv[2])): s.send(bytes.fromhex("02000000000102000000000208004500001c000000004011f96fc0000201c0000202000900090008f7d2"))
`;

const possible =
  process.getuid?.() === 0 && existsSync("/sys/kernel/btf/vmlinux") && spawnSync("python3", ["-c", "import ctypes"]).status === 0;

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
});

async function armed(env: Readonly<Record<string, string>> = {}) {
  const child = spawn("unshare", ["-n", "-m", "--propagation", "private", "sh", "-c", NETWORK, "sh", ...COMMAND], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, LC_ALL: "C", ...env },
  });
  started.push(child);
  const seen = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (seen.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (seen.stderr += data.toString()));
  const ended = once(child, "exit");
  while (!seen.stdout.includes("CULPRIT-ARMED\n") && child.exitCode === null) await sleep(20);
  if (child.exitCode !== null) throw new Error(`it did not begin: ${seen.stderr}`);
  const pid = child.pid ?? 0;
  const enter = (...argv: readonly string[]): void => {
    const { status, stderr } = spawnSync("nsenter", [`--net=/proc/${pid}/ns/net`, ...argv], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  };
  const send = (from: string, frames: number): void => {
    enter("python3", "-c", SEND, from, String(frames));
  };
  const inside = (script: string): void => {
    enter("sh", "-c", script);
  };
  const read = async () => {
    child.stdin.end();
    expect(await ended, seen.stderr).toEqual([0, null]);
    return parse("dropReasons", 0, output(seen.stdout, { stderr: seen.stderr }));
  };
  return { child, pid, ended, send, inside, read };
}

/** Packets by the interface and namespace of their rows, where they were for another host. */
const perInterface = (rows: ReturnType<typeof rowsOf>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.values(rows)
      .filter(({ reason, namespace }) => reason === "OTHERHOST" && namespace === "own")
      .map(({ device, packets }) => [String(device), packets]),
  );

/** Numbers of the kernel's programs that a process holds. */
const programsOf = (pid: number): readonly string[] => {
  const about = readdirSync(`/proc/${pid}/fdinfo`).map((fd) => readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8"));
  return [...new Set(about.flatMap((text) => /^prog_id:\t(\d+)$/m.exec(text)?.[1] ?? []))];
};

/** bpf(BPF_PROG_GET_FD_BY_ID): does the kernel still have it? */
const stillThere = (program: string): boolean =>
  spawnSync("python3", [
    "-c",
    'import ctypes, os, struct, sys; n = {"x86_64": 321, "aarch64": 280}[os.uname().machine]; sys.exit(0 if ctypes.CDLL(None).syscall(n, 13, struct.pack("<III", int(sys.argv[1]), 0, 0), 12) >= 0 else 7)',
    program,
  ]).status === 0;

describeUnless(possible ? null : "needs root, a kernel with BTF and python3", "dropReasons by a program on this machine", () => {
  it("tells drops at two interfaces apart, whatever these are called, and makes no instance of tracefs", async () => {
    const run = await armed();
    expect(programsOf(run.pid)).not.toEqual([]);
    run.send("a0", 5);
    run.send("b0", 3);
    run.inside("ip link add c0 type veth peer name c1 && ip link set c0 up && ip link set c1 up");
    run.send("c0", 4);
    run.inside("ip link del c0");
    const result = await run.read();
    // Nobody lists it any more, so it is not believed; its drops are counted all the same.
    expect(Object.values(rowsOf(result, "reasons")).filter(({ device }) => device === "c1")).toEqual([]);
    expect(perInterface(rowsOf(result, "reasons"))).toEqual({ a1: 5, "\\x1b[31m\"'$(id)": 3 });
    expect(fieldsOf(result)).toMatchObject({ lost: 0, lowerBound: false });
    expect(fieldsOf(result)["placed"]).toBeGreaterThanOrEqual(8);
  });

  it.each([
    ["the kernel does not describe its structures", { BLIND: "1" }, /and this kernel does not describe its structures \(no BTF\)$/],
    ["programs are not permitted", { BARE: "1" }, /and the kernel does not take the program that would read it: Operation not permitted/],
  ])("counts as before where %s, and says why no interface is known", async (_, env, why) => {
    const run = await armed(env);
    expect(programsOf(run.pid)).toEqual([]);
    run.send("a0", 5);
    const result = await run.read();
    expect(fieldsOf(result)["placed"]).toEqual({ unknown: expect.stringMatching(why) as string });
    const counted = Object.values(rowsOf(result, "reasons")).filter(({ reason }) => reason === "OTHERHOST");
    expect(counted.reduce((sum, { packets }) => sum + Number(packets), 0)).toBeGreaterThanOrEqual(5);
  });

  it("is gone from the kernel when its process is killed, as the loss of a connection kills it", async () => {
    const run = await armed();
    const programs = programsOf(run.pid);
    expect(programs.map(stillThere)).toContain(true);
    run.child.kill("SIGKILL");
    await run.ended;
    const until = performance.now() + 5_000;
    while (programs.some(stillThere) && performance.now() < until) await sleep(100);
    expect(programs.filter(stillThere)).toEqual([]);
  });
});
