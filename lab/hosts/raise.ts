import { mkdir } from "node:fs/promises";
import { DEFAULT_DIRECTORY, linkName } from "./directory.ts";
import { clearAway } from "./down.ts";
import { makeKeys, type HostKey } from "./keys.ts";
import { findLab, type Lab } from "./lab.ts";
import { withLock } from "./lock.ts";
import { boot, bootScript, entering, namespaceOf, type Booted } from "./namespace.ts";
import { LabProblem } from "./problem.ts";
import { requireLab } from "./requirements.ts";
import { changeState, writeState, type HostState } from "./state.ts";
import { freeNetwork } from "./subnet.ts";
import { dataAddress, type HostSpec, type Topology } from "./topology.ts";
import { untilSshAnswers } from "./ssh-answers.ts";
import { wire } from "./wire.ts";

/**
 * Raises the hosts, or returns them when they already stand. Leftovers of a lab that died are cleared away first.
 * @throws LabProblem without root, without a tool, with another topology up, or while somebody else raises the same lab.
 */
export const raise = async (topology: Topology, directory = DEFAULT_DIRECTORY): Promise<Lab> => {
  await requireLab();
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

const build = async (topology: Topology, directory: string): Promise<Lab> => {
  await mkdir(`${directory}/fs`, { recursive: true, mode: 0o700 });
  const root = await boot(
    ["unshare", "--mount", "--pid", "--fork", "--propagation", "slave", bootScript("boot-lab.sh"), directory],
    log(directory),
  );
  await writeState(directory, {
    version: 1,
    topology: topology.name,
    stage: "raising",
    root: root.ref,
    link: linkName(directory),
    hosts: [],
    extras: [],
    faults: [],
  });
  const network = await freeNetwork();
  const keys = await makeKeys(directory, topology, (host) => sshAddress(network, host));
  const [bridge, ...hosts] = await Promise.all([
    bootNamespace(directory, root.ref.pid),
    ...topology.hosts.map((host) => bootHost(directory, root.ref.pid, host)),
  ]);
  const specs = topology.hosts.map((spec, index) => ({ spec, booted: at(hosts, index) }));
  await wire({
    switch: namespaceOf("switch", bridge.ref.pid),
    hosts: specs.map(({ spec, booted }) => ({ spec, namespace: namespaceOf(spec.name, booted.ref.pid) })),
    link: linkName(directory),
    network,
  });
  await Promise.all([root.release("keep"), bridge.release("keep"), ...hosts.map((host) => host.release("serve"))]);
  await Promise.all(topology.hosts.map((host) => untilSshAnswers(sshAddress(network, host), `${directory}/boot.log`)));
  const described = specs.map(({ spec, booted }) => describe(network, spec, { booted, key: keys.get(spec.name) }));
  await changeState(directory, (now) => ({ ...now, stage: "up", switch: bridge.ref, hosts: described }));
  const lab = await findLab(directory);
  if (lab === null) throw new Error(`a process of the lab ended right after it was raised; see ${log(directory)}`);
  return lab;
};

const bootNamespace = (directory: string, rootPid: number): Promise<Booted> =>
  boot([...unsharing(rootPid, ["--net", "--mount", "--pid"]), bootScript("boot-namespace.sh")], log(directory));

const bootHost = (directory: string, rootPid: number, host: HostSpec): Promise<Booted> =>
  boot(
    [...unsharing(rootPid, ["--net", "--mount", "--pid", "--uts", "--ipc"]), bootScript("boot-host.sh"), directory, host.name],
    log(directory),
  );

const unsharing = (rootPid: number, namespaces: readonly string[]): readonly string[] => [
  ...entering(rootPid, ["unshare", ...namespaces, "--fork", "--propagation", "slave"]),
];

const describe = (
  network: string,
  spec: HostSpec,
  { booted, key }: { readonly booted: Booted; readonly key: HostKey | undefined },
): HostState => ({
  name: spec.name,
  ref: booted.ref,
  sshAddress: sshAddress(network, spec),
  dataAddress: dataAddress(spec),
  hostKeyFingerprint: key?.fingerprint ?? "",
  knownHostsLine: key?.knownHostsLine ?? "",
});

const sshAddress = (network: string, host: HostSpec): string => `${network}.${host.octet}`;

const log = (directory: string): string => `${directory}/boot.log`;

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index];
  if (found === undefined) throw new RangeError(`nothing at ${index} of ${list.length}`);
  return found;
};
