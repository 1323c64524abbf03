import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { findLab, type Lab, type LabHost } from "#lab/hosts/lab.ts";
import { takeDown } from "#lab/hosts/down.ts";
import { isAlive } from "#lab/hosts/process.ts";
import { raise } from "#lab/hosts/raise.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import { run } from "#lab/hosts/run.ts";
import { readState } from "#lab/hosts/state.ts";
import { PAIR, TRIO } from "#lab/topologies/flat.ts";
import { footprint, namespacesOf, processesIn } from "./footprint.ts";
import { describeUnless } from "../needs.ts";

const why = await whyNoLab();
const DIRECTORY = "/run/culprit-lab-test-hosts";

interface Call {
  readonly command: string;
  readonly options?: readonly string[];
}

const overSsh = (lab: Lab, host: LabHost, { command, options = [] }: Call) =>
  run([
    "ssh",
    "-F",
    "none",
    "-i",
    lab.identityFile,
    "-o",
    "IdentitiesOnly=yes",
    "-o",
    "BatchMode=yes",
    "-o",
    `UserKnownHostsFile=${lab.knownHostsFile}`,
    "-o",
    "StrictHostKeyChecking=yes",
    ...options,
    `${host.user}@${host.sshAddress}`,
    command,
  ]);

/** Runs a module of the lab in a process of its own, to be killed. */
const inOwnProcess = (code: string) =>
  spawn(process.execPath, ["--input-type=module", "-e", code], { cwd: process.cwd(), stdio: ["ignore", "ignore", "inherit"] });

const killed = (child: ReturnType<typeof inOwnProcess>): Promise<void> =>
  new Promise((resolve) => {
    child.on("exit", () => resolve());
    child.kill("SIGKILL");
  });

describeUnless(why, `hosts of the lab`, () => {
  afterAll(() => takeDown(DIRECTORY));

  it("come up within 10 s as hosts of their own, behind pinned keys, and leave nothing", async () => {
    const before = await footprint(DIRECTORY);
    const started = performance.now();
    const lab = await raise(PAIR, DIRECTORY);
    expect(performance.now() - started).toBeLessThan(10_000);
    const namespaces = await namespacesOf(lab);
    expect(namespaces.size).toBe(3);

    for (const host of lab.hosts) {
      const ran = await overSsh(lab, host, {
        command: "uname -n; ls /sys/class/net; ls -d /sys/kernel/tracing/events/skb; touch /etc/own && ls /etc/own; ps -e | wc -l; id -un",
      });
      expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
      const [name, ...rest] = ran.stdout.trim().split("\n");
      expect(name).toBe(host.name);
      expect(rest.slice(0, 5)).toEqual(["eth0", "eth1", "lo", "/sys/kernel/tracing/events/skb", "/etc/own"]);
      expect(Number(rest[5])).toBeLessThan(15);
      expect(rest[6]).toBe("root");
    }
    expect(existsSync("/etc/own")).toBe(false);
    expect(await readFile("/proc/sys/kernel/hostname", "utf8")).not.toMatch(/alpha|beta/);

    await lab.down();
    expect(await footprint(DIRECTORY)).toEqual(before);
    expect(await processesIn(namespaces)).toEqual([]);
  });

  it("reach each other on the data plane, and refuse a login without the key, and a host with another's key", async () => {
    const lab = await raise(PAIR, DIRECTORY);
    const [alpha, beta] = lab.hosts;
    if (alpha === undefined || beta === undefined) throw new Error("a pair has two hosts");
    expect((await alpha.exec(["ping", "-c", "2", "-i", "0.01", beta.dataAddress])).stdout).toContain("2 received");
    const withoutKey = await overSsh(lab, alpha, { command: "true", options: ["-o", "PubkeyAuthentication=no"] });
    expect(withoutKey.stderr).toContain("Permission denied");
    const wrongHost = await overSsh(lab, beta, { command: "true", options: ["-o", `HostKeyAlias=${alpha.sshAddress}`] });
    expect(wrongHost.stderr).toContain("REMOTE HOST IDENTIFICATION HAS CHANGED");
    const offered = await run(["ssh-keyscan", "-t", "ed25519", beta.sshAddress]);
    expect(offered.stdout.trim()).toBe(beta.knownHostsLine);
  });

  it("are the same hosts when raised again, and refuse another topology", async () => {
    const first = await raise(PAIR, DIRECTORY);
    const second = await raise(PAIR, DIRECTORY);
    expect(second.hosts.map((host) => host.pid)).toEqual(first.hosts.map((host) => host.pid));
    await expect(raise(TRIO, DIRECTORY)).rejects.toThrow("is a pair. Take it down first.");
    await first.down();
    const trio = await raise(TRIO, DIRECTORY);
    expect(trio.hosts.map((host) => host.name)).toEqual(["alpha", "beta", "gamma"]);
    expect((await trio.hosts[2]?.exec(["ping", "-c", "1", "192.0.2.11"]))?.stdout).toContain("1 received");
    await trio.down();
    await trio.down();
    expect(await findLab(DIRECTORY)).toBeNull();
  });

  it("are raised by one process at a time", async () => {
    const both = await Promise.allSettled([raise(PAIR, DIRECTORY), raise(PAIR, DIRECTORY)]);
    expect(both.map((each) => each.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find((each) => each.status === "rejected")?.reason).toMatchObject({
      name: "LabProblem",
      message: expect.stringContaining(`Process ${process.pid} is working on this lab`),
    });
    await takeDown(DIRECTORY);
  });

  it("vanish when the process that raises them is killed, whenever that is", async () => {
    const before = await footprint(DIRECTORY);
    const stages: string[] = [];
    for (const moreMs of [0, 20, 40, 60, 80, 120]) {
      const child = inOwnProcess(`
        const { raise } = await import("#lab/hosts/raise.ts");
        const { PAIR } = await import("#lab/topologies/flat.ts");
        await raise(PAIR, ${JSON.stringify(DIRECTORY)});
        setInterval(() => {}, 1000);
      `);
      while (!existsSync(`${DIRECTORY}/state.json`)) await sleep(1);
      await sleep(moreMs);
      await killed(child);
      const left = await readState(DIRECTORY);
      if (left === null) throw new Error("the state was there before the kill");
      stages.push(left.stage);
      // Killed between letting go of its namespaces and writing that they are up, they may live on; what counts is that nothing is left.
      if (left.stage === "up") expect(await isAlive(left.root), `${moreMs} ms on`).toBe(true);
      await takeDown(DIRECTORY);
      // Other labs come and go meanwhile, and are seen for a moment before they can be told from this one. What this one left would stay.
      await expect.poll(() => footprint(DIRECTORY), { timeout: 5_000, message: `${moreMs} ms on` }).toEqual(before);
    }
    expect(stages).toContain("raising");
  });

  it("outlive the process that raised them, and are found by the next", async () => {
    const child = inOwnProcess(`
      const { raise } = await import("#lab/hosts/raise.ts");
      const { PAIR } = await import("#lab/topologies/flat.ts");
      await raise(PAIR, ${JSON.stringify(DIRECTORY)});
      process.exit(0);
    `);
    await new Promise((resolve) => child.on("exit", resolve));
    const lab = await findLab(DIRECTORY);
    expect(lab?.hosts.map((host) => host.name)).toEqual(["alpha", "beta"]);
    await lab?.down();
  });

  it("put back a setting of the machine whose fault was killed half way", async () => {
    const before = await footprint(DIRECTORY);
    const child = inOwnProcess(`
      const { raise } = await import("#lab/hosts/raise.ts");
      const { PAIR } = await import("#lab/topologies/flat.ts");
      const { changeSetting } = await import("#lab/hosts/setting.ts");
      const lab = await raise(PAIR, ${JSON.stringify(DIRECTORY)});
      await changeSetting({ directory: lab.directory, fault: "squeeze-noise" }, "/proc/sys/net/core/netdev_budget", "299");
      process.kill(process.pid, "SIGKILL");
    `);
    await new Promise((resolve) => child.on("exit", resolve));
    expect((await footprint(DIRECTORY)).settings).toContain("net/core/netdev_budget 299");
    await takeDown(DIRECTORY);
    expect(await footprint(DIRECTORY)).toEqual(before);
  });
});
