/** One command of a step: in a process group of its own, with a time limit, and nothing of it left afterwards. */
import { spawn } from "node:child_process";
import { endAll, MARK } from "./processes.mjs";

const [MARK_NAME, MARK_VALUE] = MARK.split("=");
const GRACE_MS = 5_000;

let current = null;
let interrupted = null;

/** Ends what runs now; the runner then goes straight to its last line. */
export function interrupt(name) {
  interrupted ??= name;
  current?.stop(name);
}

export const wasInterrupted = () => interrupted;

/** Resolves with null when the command ended well, else with what went wrong. Never rejects. */
export function run(command, { cwd, env, limitMs }) {
  if (interrupted) return Promise.resolve(`interrupted by ${interrupted}`);
  return new Promise((resolve) => {
    const [file, ...args] = command;
    const child = spawn(file, args, {
      cwd,
      env: { ...env, [MARK_NAME]: MARK_VALUE },
      stdio: ["ignore", "inherit", "inherit"],
      detached: true,
    });
    let why = null;
    let ending = null;
    const stop = (reason) => {
      why ??= reason;
      ending ??= endAll(child.pid, GRACE_MS);
    };
    const limit = setTimeout(() => stop(`took longer than ${Math.round(limitMs / 1000)} s and was ended`), limitMs);
    current = { stop: (name) => stop(`interrupted by ${name}`) };

    const finish = async (outcome) => {
      clearTimeout(limit);
      current = null;
      await (ending ?? endAll(child.pid, 2_000));
      resolve(why ?? outcome);
    };
    child.once("error", (error) => void finish(`could not start: ${error.message}`));
    child.once("exit", (code, name) => void finish(code === 0 ? null : name ? `ended by ${name}` : `exit code ${code}`));
  });
}
