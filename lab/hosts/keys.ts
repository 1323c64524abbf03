import { mkdir, readFile, writeFile } from "node:fs/promises";
import { must } from "./run.ts";
import type { HostSpec, Topology } from "./topology.ts";

export interface HostKey {
  readonly fingerprint: string;
  readonly knownHostsLine: string;
}

export const identityFile = (directory: string): string => `${directory}/keys/identity`;
export const knownHostsFile = (directory: string): string => `${directory}/keys/known_hosts`;

/** Fresh keys for every lab: one identity that all hosts accept, one host key each, and the known_hosts that pins them. */
export const makeKeys = async (
  directory: string,
  topology: Topology,
  sshAddress: (host: HostSpec) => string,
): Promise<ReadonlyMap<string, HostKey>> => {
  const folder = `${directory}/keys`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const made = await Promise.all([
    generate(identityFile(directory), "culprit-lab"),
    ...topology.hosts.map((host) => generate(`${folder}/${host.name}`, host.name)),
  ]);
  const keys = new Map<string, HostKey>();
  for (const [index, host] of topology.hosts.entries()) {
    const key = made[index + 1];
    if (key === undefined) throw new Error(`no key for ${host.name}`);
    keys.set(host.name, { fingerprint: key.fingerprint, knownHostsLine: `${sshAddress(host)} ${key.publicKey}` });
    await writeFile(`${folder}/${host.name}.sshd`, sshdConfig(sshAddress(host)));
  }
  await writeFile(knownHostsFile(directory), [...keys.values()].map((key) => `${key.knownHostsLine}\n`).join(""), { mode: 0o600 });
  await writeFile(`${folder}/hosts`, hostsFile(topology));
  return keys;
};

const generate = async (path: string, comment: string): Promise<{ readonly publicKey: string; readonly fingerprint: string }> => {
  await must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path]);
  const [type = "", key = ""] = (await readFile(`${path}.pub`, "utf8")).split(" ");
  const [, fingerprint = ""] = (await must(["ssh-keygen", "-l", "-E", "sha256", "-f", `${path}.pub`])).split(" ");
  return { publicKey: `${type} ${key}`, fingerprint };
};

const hostsFile = (topology: Topology): string =>
  ["127.0.0.1 localhost", ...topology.hosts.map((host) => `${host.dataAddress} ${host.name}`), ""].join("\n");

const sshdConfig = (address: string): string =>
  `ListenAddress ${address}
Port 22
AddressFamily inet
HostKey /run/lab/host-key
AuthorizedKeysFile /run/lab/authorized-keys
PidFile none
UsePAM no
UseDNS no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
PrintMotd no
PrintLastLog no
TCPKeepAlive no
ClientAliveInterval 0
MaxStartups 100
MaxSessions 10
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
LogLevel VERBOSE
`;
