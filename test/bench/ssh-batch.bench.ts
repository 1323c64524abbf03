import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { memoryPins } from "../server/ssh/memory-pins.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import { quoteLine } from "#server/ssh/quote.ts";
import { startSshd, whyNoSshd } from "../server/ssh/sshd.ts";

/** Twenty commands that only read, as an investigation asks them. */
const COMMANDS: readonly (readonly string[])[] = [
  ["cat", "/proc/net/softnet_stat"],
  ["cat", "/proc/net/snmp"],
  ["cat", "/proc/net/netstat"],
  ["cat", "/proc/net/dev"],
  ["cat", "/proc/interrupts"],
  ["cat", "/proc/softirqs"],
  ["cat", "/proc/meminfo"],
  ["cat", "/proc/net/sockstat"],
  ["cat", "/proc/loadavg"],
  ["cat", "/proc/stat"],
  ["ip", "-s", "-s", "-j", "link"],
  ["ip", "-j", "addr"],
  ["ip", "-j", "route", "show", "table", "all"],
  ["ip", "-s", "-j", "neigh"],
  ["tc", "-s", "-j", "qdisc"],
  ["ss", "-s"],
  ["ethtool", "-k", "lo"],
  ["sysctl", "-a", "-r", "^net.core"],
  ["nft", "-j", "list", "ruleset"],
  ["uname", "-a"],
];

const ROUNDS = 7;
const TARGET = 1.3;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** One client process with the script on its stdin; resolves when it has ended. */
const client = (argv: readonly string[], script: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn("ssh", argv, { stdio: ["pipe", "pipe", "ignore"] });
    let bytes = 0;
    child.stdout.on("data", (data: Buffer) => (bytes += data.length));
    child.once("error", reject);
    child.once("close", () => resolve(bytes));
    child.stdin.end(script);
  });

if (whyNoSshd !== undefined) {
  console.log(whyNoSshd);
} else {
  const sshd = await startSshd();
  const config = join(sshd.folder, "client");
  writeFileSync(join(sshd.folder, "known"), sshd.knownHosts);
  writeFileSync(
    config,
    [
      "Host patient",
      "HostName 127.0.0.1",
      `Port ${sshd.port}`,
      `User ${sshd.user}`,
      `IdentityFile ${sshd.key}`,
      "IdentitiesOnly yes",
      `UserKnownHostsFile ${join(sshd.folder, "known")}`,
      "BatchMode yes",
      "",
    ].join("\n"),
  );
  const control = join(sshd.folder, "control");
  const script = `${COMMANDS.map(quoteLine).join("\n")}\n`;
  execFileSync(
    "ssh",
    ["-F", config, "-o", `ControlPath=${control}`, "-o", "ControlMaster=yes", "-o", "ControlPersist=yes", "-fN", "patient"],
    { stdio: "ignore" },
  );
  const transport = openTransport({ pins: memoryPins() });
  const session = await transport.connect(
    {
      label: "patient",
      address: "127.0.0.1",
      port: sshd.port,
      user: sshd.user,
      identityFiles: [sshd.key],
      knownHostsFiles: [join(sshd.folder, "known")],
    },
    { onUnknownKey: () => Promise.resolve("refuse") },
  );
  if ("kind" in session) throw new Error(JSON.stringify(session));
  const batch = COMMANDS.map((argv, index) => ({
    key: String(index),
    argv,
    privilege: "user" as const,
    deadlineMs: 10_000,
    maxBytes: 10_000_000,
  }));
  let bytes = 0;
  const ways = {
    "Culprit, held connection": async () => {
      const answers = await session.batch(batch);
      const failed = answers.find(({ failure }) => failure !== undefined && failure.kind !== "toolMissing");
      if (failed) throw new Error(JSON.stringify(failed.failure));
      bytes = answers.reduce((sum, { stdout }) => sum + stdout.length, 0);
    },
    "ssh host 'sh -s' < script": () => client(["-F", config, "patient", "sh -s"], script),
    "the same over a warm ControlMaster": () => client(["-F", config, "-o", `ControlPath=${control}`, "patient", "sh -s"], script),
    "sh < script, no ssh at all": () =>
      Promise.resolve(execFileSync("sh", ["-s"], { input: script, stdio: ["pipe", "pipe", "ignore"], maxBuffer: 1e8 })),
  };
  const names = Object.keys(ways) as (keyof typeof ways)[];
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  for (const name of names) await ways[name]();
  for (let round = 0; round < ROUNDS; round++) for (const name of names) times.get(name)?.push(await timed(ways[name]));
  const of = (name: keyof typeof ways): number => median(times.get(name) ?? []);
  const ours = of("Culprit, held connection");
  console.log(`${COMMANDS.length} commands, ${(bytes / 1_000).toFixed(0)} kB of output, median of ${ROUNDS}, interleaved:`);
  for (const name of names)
    console.log(
      `  ${of(name).toFixed(1).padStart(8)} ms  ${(ours / of(name)).toFixed(2).padStart(5)}x is Culprit  ${name}  (${(times.get(name) ?? []).map((ms) => ms.toFixed(0)).join(" ")})`,
    );
  const ratio = ours / of("ssh host 'sh -s' < script");
  console.log(`target: at most ${TARGET} times the plain client: ${ratio <= TARGET ? "met" : "MISSED"} (${ratio.toFixed(2)})`);
  await transport.close();
  execFileSync("ssh", ["-F", config, "-o", `ControlPath=${control}`, "-O", "exit", "patient"], {
    stdio: "ignore",
  });
  await sshd.stop();
  process.exitCode = ratio <= TARGET ? 0 : 1;
}
