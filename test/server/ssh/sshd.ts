import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

const SSHD = "/usr/sbin/sshd";

/** Why a real sshd cannot be started here; undefined when it can. */
export const whyNoSshd: string | undefined = existsSync(SSHD)
  ? undefined
  : "skipped: /usr/sbin/sshd is not installed (apt install openssh-server)";

const isRoot = process.getuid?.() === 0;

/** Accounts that exist only in the mount namespace of the test's sshd. */
export interface Account {
  readonly name: string;
  readonly shell: string;
  readonly rc?: Readonly<Record<string, string>>;
}

export const whyNoAccounts: string | undefined = (() => {
  if (whyNoSshd !== undefined) return whyNoSshd;
  if (!isRoot) return "skipped: other accounts need root";
  try {
    execFileSync("unshare", ["-m", "true"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "skipped: this machine allows no mount namespace";
  }
})();

export interface Sshd {
  readonly port: number;
  readonly user: string;
  /** A private key file that may log in, and one that may not. */
  readonly key: string;
  readonly strangerKey: string;
  readonly folder: string;
  readonly hostKey: Buffer;
  /** The line of a known_hosts file that pins this server. */
  readonly knownHosts: string;
  readonly log: () => string;
  stop(): Promise<void>;
}

export interface SshdOptions {
  readonly config?: readonly string[];
  readonly accounts?: readonly Account[];
  readonly sudoers?: string;
  readonly hostKeyTypes?: readonly string[];
}

export const keygen = (file: string, ...more: readonly string[]): void => {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "culprit-test", "-f", file, ...more]);
};

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
      .once("error", reject)
      .listen(0, "127.0.0.1", () => {
        const address = server.address();
        server.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
      });
  });

/** A real OpenSSH server on loopback with its own keys, config and accounts. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), "culprit-sshd-"));
  chmodSync(folder, 0o755);
  const at = (name: string): string => join(folder, name);
  keygen(at("key"));
  keygen(at("stranger"));
  const types = options.hostKeyTypes ?? ["ed25519"];
  for (const type of types) execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-f", at(`host_${type}`)]);
  writeFileSync(at("authorized_keys"), readFileSync(at("key.pub")));
  if (isRoot) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const port = await freePort();
  writeFileSync(
    at("config"),
    [
      ...(options.config ?? []),
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      "PidFile none",
      "UsePAM no",
      "StrictModes no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PermitRootLogin yes",
      "PrintMotd no",
      "AllowTcpForwarding yes",
      `AuthorizedKeysFile ${at("authorized_keys")}`,
      ...types.map((type) => `HostKey ${at(`host_${type}`)}`),
      "",
    ].join("\n"),
  );
  const child = spawn(...command(at, options), { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr?.on("data", (data: Buffer) => (log += data.toString()));
  await listening(child, () => log);
  const publicKey = readFileSync(at(`host_${types[0] ?? "ed25519"}.pub`), "utf8")
    .trim()
    .split(" ");
  return {
    port,
    user: userInfo().username,
    key: at("key"),
    strangerKey: at("stranger"),
    folder,
    hostKey: Buffer.from(publicKey[1] ?? "", "base64"),
    knownHosts: `[127.0.0.1]:${port} ${publicKey.slice(0, 2).join(" ")}\n`,
    log: () => log,
    stop: async () => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      if (child.exitCode === null && child.kill("SIGTERM")) await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function command(at: (name: string) => string, { accounts = [], sudoers }: SshdOptions): [string, string[]] {
  const run = [SSHD, "-D", "-e", "-f", at("config")];
  if (accounts.length === 0) return [SSHD, run.slice(1)];
  const homes = accounts.map(({ name }) => at(`home-${name}`));
  accounts.forEach(({ rc = {} }, index) => {
    const home = homes[index] ?? "";
    mkdirSync(home);
    for (const [file, text] of Object.entries(rc)) {
      mkdirSync(join(home, file, ".."), { recursive: true });
      writeFileSync(join(home, file), text);
    }
    execFileSync("chown", ["-R", String(4_201 + index), home]);
  });
  const rows = (row: (account: Account, index: number) => string): string => accounts.map(row).join("\n") + "\n";
  writeFileSync(
    at("passwd"),
    readFileSync("/etc/passwd", "utf8") +
      rows(({ name, shell }, index) => `${name}:x:${4_201 + index}:${4_201 + index}::${homes[index]}:${shell}`),
  );
  writeFileSync(at("shadow"), readFileSync("/etc/shadow", "utf8") + rows(({ name }) => `${name}:*:19000:0:99999:7:::`), { mode: 0o600 });
  const mounts = ["passwd", "shadow"];
  if (sudoers !== undefined) {
    writeFileSync(at("sudoers"), `${sudoers}\n`, { mode: 0o440 });
    chownSync(at("sudoers"), 0, 0);
    mounts.push("sudoers");
  }
  const binds = mounts.map((name) => `mount --bind ${at(name)} /etc/${name}`).join(" && ");
  return ["unshare", ["-m", "--propagation", "private", "sh", "-c", `${binds} && exec ${run.join(" ")}`]];
}

function listening(child: ChildProcess, log: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      if (!/Server listening/.test(log())) return;
      clearInterval(timer);
      resolve();
    }, 10);
    child.once("exit", (code) => {
      clearInterval(timer);
      reject(new Error(`sshd ended with ${code}: ${log()}`));
    });
  });
}
