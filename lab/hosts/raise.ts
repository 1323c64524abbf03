import { mkdir } from "node:fs/promises";
import { DEFAULT_DIRECTORY, directoryOf, linkName } from "./directory.ts";
import { clearAway } from "./down.ts";
import { makeKeys, type HostKey } from "./keys.ts";
import { writeInventory } from "./inventory.ts";
import { findLab, type Lab } from "./lab.ts";
import { withLock } from "./lock.ts";
import { wireManagement } from "./management.ts";
import { boot, bootScript, entering, namespaceOf, type Booted, type Namespace } from "./namespace.ts";
import { LabProblem } from "./problem.ts";
import { requireLab } from "./requirements.ts";
import { changeState, writeState, type HostState } from "./state.ts";
import { takeNetwork } from "./subnet.ts";
import type { Site } from "./site.ts";
import type { HostSpec, Topology } from "./topology.ts";
import { untilSshAnswers } from "./ssh-answers.ts";

/**
 * Raises the hosts, or returns them when they already stand. Leftovers of a lab that died are cleared away first.
 * @throws LabProblem without root, without a tool, with another topology up, or while somebody else raises the same lab.
 */
export const raise = async (topology: Topology, given = DEFAULT_DIRECTORY): Promise<Lab> => {
  const directory = directoryOf(given);
  await requireLab(topology.tools);
  return withLock(directory, async () => {
    const standing = await findLab(directory);
    if (standing?.topology === topology.name) return standing;
    if (standing !== null) throw new LabProblem(`The lab in ${directory} is a ${standing.topology}. Take it down first.`);
    await clearAway(directory);
    try {
      return await build(topology, directory);
    } catch (error) {
      await clearAway(directory);
      throw error;
    }
  });
};

interface BootedHost {
  readonly spec: HostSpec;
  readonly booted: Booted;
}

const build = async (topology: Topology, directory: string): Promise<Lab> => {
  // Not one that somebody else made since it was cleared away.
  await mkdir(directory, { mode: 0o700 });
  await mkdir(`${directory}/fs`, { mode: 0o700 });
  const root = await boot(
    ["unshare", "--mount", "--pid", "--fork", "--propagation", "slave", bootScript("boot-lab.sh"), directory],
    log(directory),
  );
  const link = linkName(directory);
  const nothing = { hosts: [], places: [], extras: [], faults: [] };
  await writeState(directory, { version: 2, topology: topology.name, stage: "raising", root: root.ref, link, ...nothing });
  const network = await takeNetwork(directory);
  const keys = await makeKeys(directory, topology, (host) => sshAddress(network, host));
  const [places, hosts] = await Promise.all([bootPlaces(topology, directory, root), bootHosts(topology, directory, root)]);
  const site = siteOf(directory, [...places, ...hosts.map(({ spec, booted }) => namespaceOf(spec.name, booted.ref.pid))]);
  await wireManagement({ site, hosts: topology.hosts, link, network });
  await topology.build(site);
  await Promise.all([root.release("keep"), ...hosts.map(({ booted }) => booted.release("serve"))]);
  await Promise.all(topology.hosts.map((host) => untilSshAnswers(sshAddress(network, host), log(directory))));
  const described = hosts.map((host) => describe(network, host, keys.get(host.spec.name)));
  await changeState(directory, (now) => ({ ...now, stage: "up", hosts: described }));
  const lab = await findLab(directory);
  if (lab === null) throw new Error(`a process of the lab ended right after it was raised; see ${log(directory)}`);
  await writeInventory(topology, lab, root.ref);
  return lab;
};

const siteOf = (directory: string, namespaces: readonly Namespace[]): Site => ({
  directory,
  at: (name) => {
    const found = namespaces.find((each) => each.name === name);
    if (found === undefined) throw new Error(`the lab that goes up has no host and no place ${name}`);
    return found;
  },
});

const bootPlaces = async (topology: Topology, directory: string, root: Booted): Promise<readonly Namespace[]> => {
  const names = ["switch", ...topology.places];
  const argv = [...entering(root.ref.pid, unsharing(["--net", "--mount", "--pid"])), bootScript("boot-namespace.sh")];
  const booted = await Promise.all(names.map((name) => boot(argv, log(directory)).then((place) => ({ name, place }))));
  await Promise.all(booted.map(({ place }) => place.release("keep")));
  await changeState(directory, (now) => ({ ...now, places: booted.map(({ name, place }) => ({ name, ref: place.ref })) }));
  return booted.map(({ name, place }) => namespaceOf(name, place.ref.pid));
};

/** Hosts first, then the guests within them. */
const bootHosts = async (topology: Topology, directory: string, root: Booted): Promise<readonly BootedHost[]> => {
  const bootOne = async (spec: HostSpec, above: Booted): Promise<BootedHost> => {
    // The lab's own view of files, which a host has given up; the processes of the host, or of the lab.
    const into = ["nsenter", `--mount=/proc/${root.ref.pid}/ns/mnt`, `--pid=/proc/${above.ref.pid}/ns/pid`, "--"];
    const argv = [...into, ...unsharing(["--net", "--mount", "--pid", "--uts", "--ipc"]), bootScript("boot-host.sh"), directory, spec.name];
    return { spec, booted: await boot(argv, log(directory)) };
  };
  const hosts = await Promise.all(topology.hosts.filter((spec) => spec.within === undefined).map((spec) => bootOne(spec, root)));
  const above = (spec: HostSpec): Booted => {
    const found = hosts.find((host) => host.spec.name === spec.within);
    if (found === undefined) throw new Error(`${spec.name} is a guest of ${spec.within ?? ""}, which is no host of ${topology.name}`);
    return found.booted;
  };
  const guests = await Promise.all(topology.hosts.filter((spec) => spec.within !== undefined).map((spec) => bootOne(spec, above(spec))));
  return topology.hosts.flatMap((spec) => [...hosts, ...guests].filter((host) => host.spec === spec));
};

const unsharing = (namespaces: readonly string[]): readonly string[] => ["unshare", ...namespaces, "--fork", "--propagation", "slave"];

const describe = (network: string, { spec, booted }: BootedHost, key: HostKey | undefined): HostState => ({
  name: spec.name,
  ref: booted.ref,
  sshAddress: sshAddress(network, spec),
  dataAddress: spec.dataAddress,
  dataInterface: spec.dataInterface,
  hostKeyFingerprint: key?.fingerprint ?? "",
  knownHostsLine: key?.knownHostsLine ?? "",
});

const sshAddress = (network: string, host: HostSpec): string => `${network}.${host.octet}`;

const log = (directory: string): string => `${directory}/boot.log`;
