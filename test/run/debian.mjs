/** What the tests use besides npm packages. Installed when this is Debian and we are root; otherwise said, and skipped by the tests. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** [command, Debian package, what cannot be tested without it] */
const TOOLS = [
  ["sshd", "openssh-server", "collecting over a real OpenSSH server"],
  ["ssh-keygen", "openssh-client", "keys with passphrases and known_hosts"],
  ["ip", "iproute2", "network namespaces"],
  ["ping", "iputils-ping", "probes"],
  ["nft", "nftables", "faults of the packet filter"],
  ["iptables", "iptables", "faults of the packet filter"],
  ["conntrack", "conntrack", "faults of connection tracking"],
  ["tcpdump", "tcpdump", "captures"],
  ["ethtool", "ethtool", "faults of offloads and rings"],
  ["keepalived", "keepalived", "the lab's pair of load balancers"],
  ["ovs-vswitchd", "openvswitch-switch", "the lab's overlay network"],
  ["dnsmasq", "dnsmasq-base", "the lab's address and name service"],
  ["python3", "python3-minimal", "the lab's tunnel forwarder"],
  ["ps", "procps", "checks that nothing is left running"],
  ["sudo", "sudo", "collectors that need privilege"],
  ["nginx", "nginx", "a proxy with TLS in front of the server"],
  ["chromium", "chromium", "walks in a browser"],
  ["postgres", "postgresql", "a PostgreSQL server of one's own (DATABASE_URL)"],
];

const POLICY = "/usr/sbin/policy-rc.d";
/** apt answers in seconds, or the mirror is not there. */
const UPDATE_LIMIT_MS = 120_000;
const INSTALL_LIMIT_MS = 420_000;

const SYSTEM_PATH = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (["ENOENT", "EACCES", "ENOTDIR"].includes(error.code)) return false;
    throw error;
  }
}

function placesOf(command) {
  const path = [...(process.env.PATH ?? "").split(":"), ...SYSTEM_PATH].filter(Boolean).map((place) => join(place, command));
  if (command !== "postgres" || !existsSync("/usr/lib/postgresql")) return path;
  return [...path, ...readdirSync("/usr/lib/postgresql").map((version) => `/usr/lib/postgresql/${version}/bin/postgres`)];
}

const missingOf = (tools) => tools.filter(([command]) => !placesOf(command).some(isExecutable));

function apt(args, timeout) {
  const { status, error, stderr } = spawnSync("apt-get", ["-q", "-o", "Dpkg::Use-Pty=0", ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
    encoding: "utf8",
    timeout,
  });
  return status === 0 ? null : (error?.message ?? stderr.trim().split("\n").at(-1) ?? `exit code ${status}`);
}

/** Debian asks this program before it starts a service it has just installed; ours says no, and goes away again. */
function withoutServices(work) {
  const mayPlace = !existsSync(POLICY);
  const remove = () => rmSync(POLICY, { force: true });
  if (mayPlace) {
    writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
    process.once("exit", remove);
  }
  try {
    return work();
  } finally {
    if (mayPlace) {
      remove();
      process.off("exit", remove);
    }
  }
}

function install(packages) {
  const refused = apt(["update"], UPDATE_LIMIT_MS);
  if (refused) return `apt-get update: ${refused}`;
  const options = ["install", "-y", "--no-install-recommends"];
  const together = apt([...options, ...packages], INSTALL_LIMIT_MS);
  if (!together) return null;
  // One package that this distribution lacks must not take the others with it.
  const failures = packages.map((name) => [name, apt([...options, name], INSTALL_LIMIT_MS)]).filter(([, why]) => why);
  return failures.map(([name, why]) => `${name}: ${why}`).join("; ") || null;
}

/** Installs what it may. Returns the sentences to print: what was installed, and what is skipped for which reason. */
export function prepareDebian(tools = TOOLS) {
  const missing = missingOf(tools);
  if (missing.length === 0) return ["Every tool that the tests use is installed."];
  const packages = [...new Set(missing.map(([, name]) => name))];
  const mayInstall = process.getuid?.() === 0 && placesOf("apt-get").some(isExecutable);
  if (mayInstall) console.log(`Installing from Debian: ${packages.join(" ")}`);
  const why = mayInstall
    ? withoutServices(() => install(packages))
    : process.getuid?.() === 0
      ? "there is no apt-get here"
      : "only root may install packages";
  const still = missingOf(tools);
  const installed = packages.filter((name) => !still.some(([, other]) => other === name));
  return [
    ...(installed.length > 0 ? [`Installed: ${installed.join(" ")}`] : []),
    ...still.map(([command, name, what]) => `${command} (package ${name}) is missing: tests of ${what} are skipped.`),
    ...(still.length > 0 ? [`Not installed because ${why ?? "the packages do not bring the commands"}.`] : []),
  ];
}
