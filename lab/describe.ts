import type { Fault } from "./faults/fault.ts";
import { hostOf, type Lab } from "./hosts/lab.ts";
import type { FaultState } from "./hosts/state.ts";

/** For a terminal and for a program: the same facts. */
export interface Description {
  readonly data: object;
  readonly text: string;
}

export const describeLab = (lab: Lab, faults: readonly FaultState[]): Description => {
  const hosts = lab.hosts.map((host) => ({
    name: host.name,
    ssh: `${host.user}@${host.sshAddress}:${host.sshPort}`,
    dataAddress: host.dataAddress,
    dataInterface: host.dataInterface,
    hostKeyFingerprint: host.hostKeyFingerprint,
  }));
  const { identityFile, knownHostsFile, directory, topology } = lab;
  const lines = [
    ...hosts.map(
      (host) => `${host.name.padEnd(6)} ${host.ssh.padEnd(24)} ${host.dataInterface} ${host.dataAddress}  ${host.hostKeyFingerprint}`,
    ),
    "",
    `Faults there: ${faults.map((fault) => (fault.stage === "injected" ? fault.id : `${fault.id} (half done; heal it)`)).join(", ") || "none"}`,
    "",
    "To investigate:",
    investigation(lab),
    "",
  ];
  return { data: { up: true, topology, directory, hosts, identityFile, knownHostsFile, faults }, text: lines.join("\n") };
};

const investigation = (lab: Lab): string => {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  return [
    `  npx culprit investigate small-packet-loss --host sender=root@${alpha.sshAddress} --host receiver=root@${beta.sshAddress}`,
    `    --input target=${beta.dataAddress} --identity ${lab.identityFile} --known-hosts ${lab.knownHostsFile}`,
  ].join(" \\\n");
};

export const describeFaults = (faults: readonly Fault[]): Description => {
  const width = Math.max(...faults.map((fault) => fault.id.length));
  const data = faults.map(({ id, about, story, groundTruth, parameters }) => ({ id, about, story, groundTruth, parameters }));
  const lines = faults.map(({ id, about, parameters }) => {
    const settings = Object.entries(parameters)
      .map(([name, value]) => `${name}=${value}`)
      .join(" ");
    return `${id.padEnd(width)}  ${about}${settings === "" ? "" : `\n${" ".repeat(width)}  ${settings}`}`;
  });
  return { data, text: `${lines.join("\n")}\n` };
};
