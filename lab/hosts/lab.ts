import { DEFAULT_DIRECTORY, directoryOf } from "./directory.ts";
import { identityFile, knownHostsFile } from "./keys.ts";
import { namespaceOf, type Namespace } from "./namespace.ts";
import { isAlive } from "./process.ts";
import { readState, type HostState, type LabState } from "./state.ts";
import { takeDown } from "./down.ts";

export interface LabHost extends Namespace {
  readonly sshAddress: string;
  readonly sshPort: 22;
  readonly user: "root";
  /** SHA256:... of its ed25519 host key. */
  readonly hostKeyFingerprint: string;
  readonly knownHostsLine: string;
  readonly dataAddress: string;
  readonly dataInterface: string;
}

export interface Lab {
  readonly directory: string;
  readonly topology: string;
  readonly hosts: readonly LabHost[];
  /** The bridges between them; what happens there happens on none of the hosts. */
  readonly switch: Namespace;
  /** Every namespace without sshd, the switch among them. */
  readonly places: readonly Namespace[];
  /** The machine's own network, for processes that must end with the lab. */
  readonly machine: Namespace;
  readonly identityFile: string;
  readonly knownHostsFile: string;
  down(): Promise<void>;
}

/** The lab that is up in this directory, or null. */
export const findLab = async (given = DEFAULT_DIRECTORY): Promise<Lab | null> => {
  const directory = directoryOf(given);
  const state = await readState(directory);
  if (state === null || state.stage !== "up") return null;
  const first = [state.root, ...[...state.places, ...state.hosts].map((each) => each.ref)];
  const alive = await Promise.all(first.map(isAlive));
  return alive.every(Boolean) ? labOf(directory, state) : null;
};

/** @throws Error when the topology has no such host. */
export const hostOf = (lab: Lab, name: string): LabHost => {
  const host = lab.hosts.find((each) => each.name === name);
  if (host === undefined) throw new Error(`the lab has no host ${name}; it has ${lab.hosts.map((each) => each.name).join(", ")}`);
  return host;
};

/** A host, a place, or a namespace that a fault added. @throws Error when the lab has none of that name. */
export const placeOf = (lab: Lab, name: string): Namespace => {
  const found = [...lab.hosts, ...lab.places].find((each) => each.name === name);
  if (found === undefined) throw new Error(`the lab has no host and no place ${name}`);
  return found;
};

const labOf = (directory: string, state: LabState): Lab => {
  const places = state.places.map(({ name, ref }) => namespaceOf(name, ref.pid));
  const bridges = places.find((place) => place.name === "switch");
  if (bridges === undefined) throw new Error(`the lab in ${directory} has no switch`);
  return { ...plainLab(directory, state), places, switch: bridges };
};

const plainLab = (directory: string, state: LabState): Omit<Lab, "places" | "switch"> => ({
  directory,
  topology: state.topology,
  hosts: state.hosts.map(labHost),
  machine: namespaceOf("machine", state.root.pid),
  identityFile: identityFile(directory),
  knownHostsFile: knownHostsFile(directory),
  down: () => takeDown(directory),
});

const labHost = (host: HostState): LabHost => ({
  ...namespaceOf(host.name, host.ref.pid),
  sshAddress: host.sshAddress,
  sshPort: 22,
  user: "root",
  hostKeyFingerprint: host.hostKeyFingerprint,
  knownHostsLine: host.knownHostsLine,
  dataAddress: host.dataAddress,
  dataInterface: host.dataInterface,
});
