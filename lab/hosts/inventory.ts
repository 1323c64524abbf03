import { rename, writeFile } from "node:fs/promises";
import { LAB_INVENTORY_VERSION, type LabInventory } from "#machines/contract/lab-inventory.ts";
import type { Lab } from "./lab.ts";
import type { ProcessRef } from "./process.ts";
import type { Topology } from "./topology.ts";

/** Goes with the lab's directory. */
const inventoryFile = (directory: string): string => `${directory}/inventory.json`;

/**
 * Tells Culprit's page and command line of the hosts, once all of them answer. Whoever investigates is to find the fault: none is
 * named here, neither at the start nor when one is injected.
 */
export const writeInventory = async (topology: Topology, lab: Lab, root: ProcessRef): Promise<void> => {
  const about = new Map(topology.hosts.map((spec) => [spec.name, spec.about]));
  const inventory: LabInventory = {
    version: LAB_INVENTORY_VERSION,
    topology: topology.name,
    about: topology.about,
    since: new Date().toISOString(),
    root,
    identityFile: lab.identityFile,
    knownHostsFile: lab.knownHostsFile,
    hosts: lab.hosts.map(({ name, sshAddress, sshPort, user, hostKeyFingerprint, knownHostsLine }) => ({
      name,
      about: about.get(name) ?? "",
      address: sshAddress,
      port: sshPort,
      user,
      hostKeyFingerprint,
      knownHostsLine,
    })),
    // Which faults it is meant for is the bench's business.
    asks: topology.asks.map(({ runbook, roles, inputs }) => ({ runbook, roles, inputs })),
  };
  const path = inventoryFile(lab.directory);
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, `${JSON.stringify(inventory, null, 1)}\n`, { mode: 0o600 });
  await rename(beside, path);
};
