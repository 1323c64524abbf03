import { truthOf, type Fault, type Parameters } from "./faults/fault.ts";
import type { Round } from "./faults/prove.ts";
import { DEFAULT_DIRECTORY } from "./hosts/directory.ts";
import { hostOf, type Lab } from "./hosts/lab.ts";
import type { FaultState } from "./hosts/state.ts";
import { topologyOf } from "./topologies/index.ts";

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

/** In the one place where Culprit looks by itself, names are enough; elsewhere it has to be told addresses and keys. */
const investigation = (lab: Lab): string => {
  const { asks } = topologyOf(lab.topology);
  if (lab.directory === DEFAULT_DIRECTORY) return asks.map(({ runbook }) => `  npx culprit investigate ${runbook} --lab`).join("\n");
  return asks
    .map(({ runbook, roles, inputs }) => {
      const hosts = Object.entries(roles).flatMap(([role, names]) =>
        names.map((name) => `--host ${role}=root@${hostOf(lab, name).sshAddress}`),
      );
      const given = Object.entries(inputs).map(([name, value]) => `--input ${name}=${value}`);
      return [
        `  npx culprit investigate ${runbook} ${hosts.join(" ")}`,
        `    ${given.join(" ")} --identity ${lab.identityFile} --known-hosts ${lab.knownHostsFile}`,
      ].join(" \\\n");
    })
    .join("\n");
};

export const describeRound = (round: Round): Description => {
  const { fault, wrong, saw, seconds } = round;
  const took = `${seconds.inject.toFixed(1)} + ${seconds.check.toFixed(1)} + ${seconds.heal.toFixed(1)} s`;
  return { data: round, text: `${wrong === null ? "ok   " : "WRONG"}  ${fault.padEnd(32)}  ${took}  ${wrong ?? saw}\n` };
};

export const describeFaults = (faults: readonly Fault[]): Description => {
  const width = Math.max(...faults.map((fault) => fault.id.length));
  const data = faults.map((fault) => {
    const { id, kind, topology, about, story, parameters, variants = {} } = fault;
    return { id, kind, topology, about, story, groundTruth: truthOf(fault, parameters), parameters, variants };
  });
  const settings = (parameters: Parameters): string =>
    Object.entries(parameters)
      .map(([name, value]) => `${name}=${value}`)
      .join(" ");
  const lines = faults.map(({ id, kind, topology, about, parameters, variants = {} }) => {
    const below = [settings(parameters), ...Object.entries(variants).map(([name, set]) => `${id}:${name}  ${settings(set)}`)];
    return [
      `${id.padEnd(width)}  ${kind}, ${topology}: ${about}`,
      ...below.filter(Boolean).map((line) => `${" ".repeat(width)}  ${line}`),
    ].join("\n");
  });
  return { data, text: `${lines.join("\n")}\n` };
};
