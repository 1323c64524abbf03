import { spawn } from "node:child_process";

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export interface RunOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** A command of this machine, to its end. Not finding it, or its time limit, gives exit code null and the reason in stderr. */
export const run = (argv: readonly string[], options: RunOptions = {}): Promise<Ran> => {
  const [command = "", ...args] = argv;
  const { promise, resolve } = Promise.withResolvers<Ran>();
  const child = spawn(command, args, {
    env: { ...process.env, LC_ALL: "C" },
    timeout: options.timeoutMs ?? 60_000,
    killSignal: "SIGKILL",
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (data: Buffer) => stdout.push(data));
  child.stderr.on("data", (data: Buffer) => stderr.push(data));
  // A command that ends without reading its input is judged by its exit code, not by the broken pipe.
  child.stdin.on("error", (error) => stderr.push(Buffer.from(`\n${error.message}`)));
  child.stdin.end(options.input ?? "");
  child.on("error", (error) => resolve({ stdout: "", stderr: error.message, exitCode: null }));
  child.on("close", (exitCode) =>
    resolve({ stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString(), exitCode }),
  );
  return promise;
};

/** For the lab's own plumbing, where a failing command is a bug or a machine that cannot carry a lab. */
export const must = async (argv: readonly string[], options: RunOptions = {}): Promise<string> => {
  const ran = await run(argv, options);
  if (ran.exitCode === 0) return ran.stdout;
  throw new Error(`${argv.join(" ")} ended with ${ran.exitCode}: ${ran.stderr.trim() || ran.stdout.trim()}`);
};
