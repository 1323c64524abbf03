import { execFileSync } from "node:child_process";
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect } from "vitest";
import { interventions } from "#interventions";
import type { Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { apply, newToken, revert, type Change } from "#server/intervene/hold.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import type { Session } from "#server/ssh/transport.ts";
import { describeWith, itUnless } from "../needs.ts";
import { memoryPins } from "../server/ssh/memory-pins.ts";
import { startSshd } from "../server/ssh/sshd.ts";

const DIRECTORY = "/run/culprit-lab-hold-session";
const NETNS = "culprit-hold-session";
/** The tree in which a login manager puts its sessions: alone on newer machines, beside the older ones on others. */
const TREE = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"].find((folder) => isWritable(join(folder, "cgroup.procs")));
const NO_TREE = TREE === undefined ? "no tree of control groups can be written here" : null;

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return existsSync(join(file, "..", "cgroup.procs")) && file.includes("cgroup");
  } catch {
    return false;
  }
}

/**
 * The guard in a session that a login manager ends with everything in it. The control group and its end are real; the manager's two programs are stood in for,
 * one that says how it is set and one that starts a command outside of the session.
 */
describeWith(["network namespaces", "sshd", "ip"], "a change in a session that takes everything with it", () => {
  let lab: Lab;
  let machine: Awaited<ReturnType<typeof startSshd>>;
  const transport = openTransport({ pins: memoryPins() });
  const root = join(TREE ?? "", "culprit-hold-test");
  const [inside, outside] = [join(root, "session-1.scope"), join(root, "outside.scope")];

  beforeAll(async () => {
    if (TREE === undefined) return;
    lab = await raise(PAIR, DIRECTORY);
    execFileSync("ip", ["netns", "attach", NETNS, String(lab.hosts[1]?.pid)]);
    const stubs = "/run/culprit-hold-session-bin";
    mkdirSync(stubs, { recursive: true });
    machine = await startSshd({ config: [`SetEnv PATH=${stubs}:/usr/sbin:/usr/bin:/sbin:/bin`] });
    for (const folder of [root, inside, outside]) mkdirSync(folder, { recursive: true });
    const pid =
      execFileSync("pgrep", ["-f", `${machine.folder}/config`], { encoding: "utf8" })
        .trim()
        .split("\n")[0] ?? "";
    writeFileSync(join(inside, "cgroup.procs"), pid);
  });
  afterAll(async () => {
    await transport.close();
    if (TREE === undefined) return;
    await machine.stop();
    endAll(outside);
    // A killed process leaves its group a moment later.
    for (const folder of [inside, outside, root]) for (let n = 0; n < 100 && !removed(folder); n += 1) await wait(50);
    execFileSync("ip", ["netns", "delete", NETNS]);
    execFileSync("rm", ["-rf", "/run/culprit-hold-session-bin"]);
    await lab.down();
  });

  const endAll = (folder: string, but: readonly string[] = []): void => {
    for (const pid of members(folder)) if (!but.includes(pid)) kill(pid);
  };
  const program = (name: string, body: string): void => {
    const file = join("/run/culprit-hold-session-bin", name);
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
  };
  const answers = (says: string): void => program("busctl", says);
  /** As systemd-run --scope: goes out of the session itself, then becomes the command. Control groups are not mounted where a namespace was entered. */
  const STARTS = `while case $1 in --*) true;; *) false;; esac; do shift; done\nnsenter -t ${process.pid} -m sh -c 'echo $1 > ${outside}/cgroup.procs' sh $$\nexec "$@"`;
  const startsOutside = (can: boolean): void => program("systemd-run", can ? STARTS : "exit 1");

  const connect = async (own = false): Promise<Session> => {
    const known = join(machine.folder, "known");
    writeFileSync(known, machine.knownHosts);
    const session = await transport.connect(
      {
        label: "node-1",
        address: "127.0.0.1",
        port: machine.port,
        user: machine.user,
        identityFiles: [machine.key],
        knownHostsFiles: [known],
      },
      { onUnknownKey: () => Promise.resolve("refuse"), alone: own },
    );
    if ("kind" in session) throw new Error(JSON.stringify(session));
    return session;
  };
  const alone = () => connect(true);
  const change = (): Change => ({
    spec: interventions["linkMtu"]!,
    host: { key: "receiver", role: "receiver", name: "node-1", address: "127.0.0.1", netns: NETNS },
    args: { interface: lab.hosts[1]?.dataInterface ?? "" },
    before: "1500",
    after: "1400",
    token: newToken(),
  });
  const mtu = async (): Promise<string> => (await lab.hosts[1]!.must(["cat", `/sys/class/net/${lab.hosts[1]!.dataInterface}/mtu`])).trim();

  itUnless(NO_TREE, "is undone after the end of the session, from outside of it", async () => {
    answers('echo "b true"');
    startsOutside(true);
    const [one, listener] = [change(), members(inside)[0] ?? ""];
    expect(await apply({ session: await connect(), alone }, one, 3)).toMatchObject({ done: true });
    expect(await mtu()).toBe("1400");
    // What the login manager does: all of it, at once.
    endAll(inside, [listener]);
    await expect.poll(mtu, { timeout: 20_000 }).toBe("1500");
  });

  itUnless(NO_TREE, "is not made where nothing can be started outside, and the manager does not say what it does", async () => {
    answers("exit 1");
    startsOutside(false);
    const session = await connect();
    const refused = await apply({ session, alone }, change(), 60);
    expect(refused).toMatchObject({ done: false, mayBe: "unchanged", why: { kind: "absent" } });
    expect(await mtu()).toBe("1500");
    await session.close();
  });

  itUnless(
    NO_TREE,
    "is not made where the end of the connection that armed it took the undoing along, whatever the manager says",
    async () => {
      answers('echo "b false"');
      startsOutside(false);
      const [session, own] = [await connect(), await alone()];
      const listener = members(inside)[0] ?? "";
      const close = async (): Promise<void> => {
        const before = members(inside).filter((pid) => pid !== listener && !/sshd/.test(nameOf(pid)));
        await own.close();
        before.forEach(kill);
      };
      const refused = await apply({ session, alone: () => Promise.resolve({ ...own, close }) }, change(), 60);
      expect(refused).toMatchObject({
        done: false,
        mayBe: "unchanged",
        why: { kind: "absent", what: expect.stringContaining("was gone") as string },
      });
      expect(await mtu()).toBe("1500");
      await session.close();
    },
  );

  itUnless(NO_TREE, "needs nothing outside where the manager leaves alone what a session leaves behind", async () => {
    answers('echo "b false"');
    startsOutside(false);
    const [one, session] = [change(), await connect()];
    expect(await apply({ session, alone }, one, 60)).toMatchObject({ done: true });
    expect(await revert({ session }, one)).toMatchObject({ proven: true });
    await session.close();
  });
});

const kill = (pid: string): void => void execFileSync("sh", ["-c", `kill -KILL ${pid} 2>/dev/null || :`]);

const nameOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8");
  } catch {
    return "";
  }
};

const members = (folder: string): readonly string[] =>
  readFileSync(join(folder, "cgroup.procs"), "utf8")
    .split("\n")
    .filter((line) => line !== "");

function removed(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}
