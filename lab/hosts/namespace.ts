import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { processRef, type ProcessRef } from "./process.ts";
import { run, type Ran, type RunOptions } from "./run.ts";

/** A place of the lab with its own network: a host, the switch, or what a fault adds. */
export interface Namespace {
  readonly name: string;
  /** The machine's number of its first process; its namespaces are reached through /proc/PID/ns. */
  readonly pid: number;
  /** Runs there as root, with the place's own network, mounts, processes and hostname. */
  exec(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** The same, and throws unless it exits 0. */
  must(argv: readonly string[], options?: RunOptions): Promise<string>;
}

export const entering = (pid: number, argv: readonly string[]): readonly string[] => [
  "nsenter",
  "--target",
  String(pid),
  "--mount",
  "--uts",
  "--ipc",
  "--net",
  "--pid",
  "--",
  ...argv,
];

export const namespaceOf = (name: string, pid: number): Namespace => {
  const exec = (argv: readonly string[], options: RunOptions = {}) => {
    const timeoutMs = options.timeoutMs ?? 60_000;
    // nsenter forks: a limit that ended only nsenter would leave the command running inside.
    const limited = ["timeout", "--signal=KILL", String(timeoutMs / 1_000), ...argv];
    return run(entering(pid, limited), { ...options, timeoutMs: timeoutMs + 2_000 });
  };
  return {
    name,
    pid,
    exec,
    must: async (argv, options) => {
      const ran = await exec(argv, options);
      if (ran.exitCode === 0) return ran.stdout;
      throw new Error(`${argv.join(" ")} on ${name} ended with ${ran.exitCode}: ${ran.stderr.trim() || ran.stdout.trim()}`);
    },
  };
};

export const bootScript = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A first process that has said its number and waits for one word. */
export interface Booted {
  readonly ref: ProcessRef;
  /** Lets it go on and live on its own. */
  release(word: string): Promise<void>;
}

/** Starts a boot script. It and all below it end when this process ends before `release`. */
export const boot = async (argv: readonly string[], log: string): Promise<Booted> => {
  const [command = "", ...args] = argv;
  const errors = openSync(log, "a");
  const child = spawn(command, args, { detached: true, stdio: ["pipe", "pipe", errors], env: bootEnvironment() });
  closeSync(errors);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error(`${command} was started without pipes`);
  const pid = await announcedPid(child, stdout, `${command}; see ${log}`);
  const ref = await processRef(pid);
  if (ref === null) throw new Error(`process ${pid} ended as soon as it had started; see ${log}`);
  return {
    ref,
    release: (word) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      stdin.on("error", reject);
      stdin.end(`${word}\n`, () => resolve());
      stdout.destroy();
      child.unref();
      return promise;
    },
  };
};

/** What the machine's own login says must not leak into hosts that pretend to be others. */
const bootEnvironment = (): NodeJS.ProcessEnv => ({
  NODE_ENV: "production",
  PATH: `${process.env["PATH"] ?? ""}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
  LC_ALL: "C",
});

const announcedPid = (child: ChildProcess, stdout: Readable, what: string): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let text = "";
  stdout.on("data", (data: Buffer) => {
    text += data.toString();
    const [, pid] = /^pid (\d+)\n/.exec(text) ?? [];
    if (pid !== undefined) resolve(Number(pid));
  });
  child.on("error", reject);
  child.on("exit", (code) => reject(new Error(`${what}: ended with ${code} before it was up`)));
  return promise;
};
