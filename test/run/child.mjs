/** One command of a step: in a process group of its own, with a time limit, and nothing of it left afterwards. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { endAll, newMark } from "./processes.mjs";

const GRACE_MS = 5_000;

/** What runs now, each as the function that ends it. */
const running = new Set();
let interrupted = null;

/** Ends what runs now; the runner then goes straight to its last line. */
export function interrupt(name) {
  interrupted ??= name;
  for (const stop of running) stop(`interrupted by ${name}`);
}

export const wasInterrupted = () => interrupted;

/**
 * Resolves with null when the command ended well, else with what went wrong. Never rejects. What it prints goes to the terminal at
 * once, or with `hear` to that. `isLow` gives it the processor only while nothing else wants it.
 * @param {readonly string[]} command
 * @param {{ cwd: string, env: object, limitMs: number, hear?: ((text: string) => void) | null, isLow?: boolean }} options
 * @returns {Promise<string | null>}
 */
export function run(command, { cwd, env, limitMs, hear = null, isLow = false }) {
  if (interrupted) return Promise.resolve(`interrupted by ${interrupted}`);
  return new Promise((resolve) => {
    const [file, ...args] = command;
    const mark = newMark();
    const outputs = hear ? ["pipe", "pipe"] : ["inherit", "inherit"];
    const child = spawn(file, args, { cwd, env: { ...env, ...mark }, stdio: ["ignore", ...outputs], detached: true });
    if (isLow && child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW); // before it can have started anything
    child.stdout?.setEncoding("utf8").on("data", hear);
    child.stderr?.setEncoding("utf8").on("data", hear);
    const closed = once(child, "close").catch(() => null); // the error is told below
    let why = null;
    let ending = null;
    const stop = (reason) => {
      why ??= reason;
      ending ??= endAll(child.pid, mark, GRACE_MS);
    };
    const limit = setTimeout(() => stop(`took longer than ${Math.round(limitMs / 1000)} s and was ended`), limitMs);
    running.add(stop);

    const finish = async (outcome) => {
      clearTimeout(limit);
      running.delete(stop);
      await (ending ?? endAll(child.pid, mark, 2_000));
      if (hear) await Promise.race([closed, sleep(1_000)]); // its last words may still be in the pipe
      resolve(why ?? outcome);
    };
    child.once("error", (error) => void finish(`could not start: ${error.message}`));
    child.once("exit", (code, name) => void finish(code === 0 ? null : name ? `ended by ${name}` : `exit code ${code}`));
  });
}
