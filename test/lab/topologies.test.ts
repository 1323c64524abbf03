import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { takeDown } from "#lab/hosts/down.ts";
import { findLab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import { run } from "#lab/hosts/run.ts";
import { readState } from "#lab/hosts/state.ts";
import { TOPOLOGIES } from "#lab/topologies/index.ts";
import { describeUnless } from "../needs.ts";
import { footprint, namespacesOf, processesIn } from "./footprint.ts";

const DIRECTORY = "/run/culprit-lab-test-topologies";
/** What people are promised. */
const UP_WITHIN_MS = 10_000;

for (const topology of TOPOLOGIES) {
  describeUnless(await whyNoLab(topology.tools), `the topology ${topology.name}`, () => {
    afterAll(() => takeDown(DIRECTORY));

    it("is up within 10 s, answers over SSH on every host, and goes without a trace", async () => {
      const before = await footprint(DIRECTORY);
      const started = performance.now();
      const lab = await raise(topology, DIRECTORY);
      const tookMs = performance.now() - started;
      process.stdout.write(`${topology.name}: up in ${(tookMs / 1_000).toFixed(1)} s\n`);
      expect(tookMs).toBeLessThan(UP_WITHIN_MS);
      const again = await raise(topology, DIRECTORY);
      expect(again.hosts.map((host) => host.pid)).toEqual(lab.hosts.map((host) => host.pid));
      const named = await Promise.all(lab.hosts.map((host) => overSsh(lab, host.sshAddress, "uname -n")));
      expect(named).toEqual(lab.hosts.map((host) => `${host.name}\n`));
      for (const { dataInterface, dataAddress, must } of lab.hosts) {
        expect(await must(["ip", "-4", "-o", "addr", "show", "dev", dataInterface])).toContain(` ${dataAddress}/`);
      }
      for (const ask of topology.asks) {
        const names = Object.values(ask.roles).flat();
        expect(names.filter((name) => !lab.hosts.some((host) => host.name === name))).toEqual([]);
      }
      const namespaces = await namespacesOf(lab);
      await lab.down();
      expect(await processesIn(namespaces)).toEqual([]);
      expect(await footprint(DIRECTORY)).toEqual(before);
    });

    it("leaves nothing that the next one cannot clear when its raising is killed", async () => {
      const before = await footprint(DIRECTORY);
      const code = `import { raise } from "#lab/hosts/raise.ts"; import { topologyOf } from "#lab/topologies/index.ts";
        await raise(topologyOf(${JSON.stringify(topology.name)}), ${JSON.stringify(DIRECTORY)});`;
      const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "ignore", "inherit"] });
      const ended = new Promise((resolve) => child.on("exit", resolve));
      // In the middle of its cables and services, wherever that is.
      while (((await readState(DIRECTORY))?.places.length ?? 0) === 0) await sleep(5);
      await sleep(150);
      child.kill("SIGKILL");
      await ended;
      await takeDown(DIRECTORY);
      expect(await findLab(DIRECTORY)).toBeNull();
      expect(await footprint(DIRECTORY)).toEqual(before);
    });
  });
}

const overSsh = async (lab: { identityFile: string; knownHostsFile: string }, address: string, command: string): Promise<string> => {
  const options = ["BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=yes", `UserKnownHostsFile=${lab.knownHostsFile}`];
  const argv = ["ssh", "-F", "none", "-i", lab.identityFile, ...options.flatMap((option) => ["-o", option]), `root@${address}`, command];
  return (await run(argv)).stdout;
};
