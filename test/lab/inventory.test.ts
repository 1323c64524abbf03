import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FAULTS } from "#lab/faults/index.ts";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { takeDown } from "#lab/hosts/down.ts";
import type { Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { readLab } from "#server/lab/inventory.ts";
import { describeUnless } from "../needs.ts";

const DIRECTORIES = ["/run/culprit-lab-test-inventory", "/run/culprit-lab-test-inventory-2"] as const;
const [DIRECTORY] = DIRECTORIES;

describeUnless(await whyNoLab(), "what a lab says of itself", () => {
  let labs: readonly Lab[];
  beforeAll(async () => {
    labs = await Promise.all(DIRECTORIES.map((directory) => raise(PAIR, directory)));
  });
  afterAll(async () => {
    await Promise.all(DIRECTORIES.map((directory) => takeDown(directory)));
  });

  it("is what Culprit reads: every host with its address, key and purpose, and how it is asked", async () => {
    const read = await readLab(DIRECTORY);
    expect(read).toMatchObject({
      state: "up",
      inventory: {
        topology: "pair",
        about: PAIR.about,
        identityFile: labs[0]?.identityFile,
        hosts: labs[0]?.hosts.map(({ name, sshAddress, knownHostsLine }) => ({
          name,
          address: sshAddress,
          port: 22,
          user: "root",
          knownHostsLine,
        })),
        asks: PAIR.asks.map(({ runbook, roles, inputs }) => ({ runbook, roles, inputs })),
      },
    });
  });

  it("gives no fault away", async () => {
    const [lab] = labs;
    if (lab === undefined) throw new TypeError("no lab");
    const before = readFileSync(`${DIRECTORY}/inventory.json`, "utf8");
    await injectFault(lab, "firewall-drop");
    expect(readFileSync(`${DIRECTORY}/inventory.json`, "utf8")).toBe(before);
    for (const { id, story } of FAULTS) expect([before.includes(story), before.includes(`"${id}"`)], id).toEqual([false, false]);
    await healFault(lab);
  });

  it("names networks of its own, also when two labs go up at the same moment", () => {
    const networks = labs.map(({ hosts }) => hosts[0]?.sshAddress.split(".").slice(0, 3).join("."));
    expect(new Set(networks).size).toBe(2);
  });

  it("goes with the lab", async () => {
    await takeDown(DIRECTORY);
    expect(await readLab(DIRECTORY)).toEqual({ state: "none" });
    expect(existsSync(DIRECTORY)).toBe(false);
  });
});
