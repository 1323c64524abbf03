import { labHostName } from "#machines/contract/lab-inventory.ts";
import type { BriefHost, Failure } from "#machines/contract/index.ts";
import type { Destination } from "../ssh/transport.ts";
import { readLab } from "./inventory.ts";
import { NotTrusted, trustedText } from "./trusted.ts";

/**
 * Where SSH goes for `lab:<name>`, with the lab's own key and the host keys it pinned; undefined for every other address. The
 * person's ssh config, agent and known_hosts have no part in it, and nobody else's host is ever offered the lab's key.
 */
export function labDestination(host: BriefHost): Promise<Destination | Failure> | undefined {
  const name = labHostName(host.address);
  return name === undefined ? undefined : find(host, name);
}

async function find(host: BriefHost, name: string): Promise<Destination | Failure> {
  const lab = await readLab();
  if (lab.state === "none") return { kind: "unreachable", detail: "no lab is up on this machine; culprit lab up raises one" };
  if (lab.state === "unusable") return { kind: "unreachable", detail: lab.say };
  const { hosts, topology, identityFile, knownHostsFile } = lab.inventory;
  const found = hosts.find((one) => one.name === name);
  if (found === undefined) {
    const detail = `the lab that is up, ${topology}, has no host ${name}; it has ${hosts.map((one) => one.name).join(", ")}`;
    return { kind: "unreachable", detail };
  }
  try {
    await Promise.all([identityFile, knownHostsFile].map(trustedText));
  } catch (error) {
    if (error instanceof NotTrusted) return { kind: "unreachable", detail: error.message };
    return { kind: "unreachable", detail: `the lab's keys cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  return {
    label: host.name,
    address: found.address,
    port: found.port,
    user: host.user ?? found.user,
    identityFiles: [identityFile],
    knownHostsFiles: [knownHostsFile],
  };
}
