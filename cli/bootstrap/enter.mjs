import { readFileSync } from "node:fs";
import { continueUnder, isNode24, node24 } from "./node24.mjs";
import { prepare } from "./prepare.mjs";
import { isTrouble } from "./trouble.mjs";

const INTERRUPTS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const PARENT_POLL_MS = 1000;

/**
 * From the person's Node to the program: Node 24, packages, generated code, build; then the program itself, in this process.
 * `script` is what another Node is started with when this one is too old.
 */
export const enter = async ({ script, program, args, build, quiet }) => {
  const say = quiet ? (line) => process.stderr.write(`${line}\n`) : console.log;
  const interrupted = new AbortController();
  const onSignal = (name) => {
    if (interrupted.signal.aborted) process.exit(INTERRUPTS[name]);
    interrupted.abort(
      Object.assign(new Error(`${name}: stopped before Culprit was started.`), {
        name: "Interrupted",
        exitCode: INTERRUPTS[name],
      }),
    );
  };
  for (const name of Object.keys(INTERRUPTS)) process.on(name, onSignal);
  try {
    endWithParent();
    const node = await node24({ say, signal: interrupted.signal });
    if (!isNode24()) {
      for (const name of Object.keys(INTERRUPTS)) process.off(name, onSignal);
      return await continueUnder(node, script);
    }
    await prepare({ build, quiet, signal: interrupted.signal });
  } catch (error) {
    return giveUp(error);
  }
  for (const name of Object.keys(INTERRUPTS)) process.off(name, onSignal);
  process.argv = [process.execPath, program.pathname, ...args];
  await import(program.href);
};

const giveUp = (error) => {
  if (error.name !== "Interrupted" && !isTrouble(error)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exit(error.exitCode ?? 1);
};

/** When npm or our own wrapper is killed without a chance to tell us, our line of parents changes. */
const endWithParent = () => {
  const isWrapped = process.env.CULPRIT_PARENT === String(process.ppid);
  const isRunByNpm = process.env.npm_lifecycle_event !== undefined;
  delete process.env.CULPRIT_PARENT;
  if (!isWrapped && !isRunByNpm) return;
  const line = parents();
  setInterval(() => {
    if (parents() !== line) process.kill(process.pid, "SIGTERM");
  }, PARENT_POLL_MS).unref();
};

/**
 * Our parent, and its parent where that is npm behind the shell it runs scripts in, which outlives it. Not further:
 * whoever started npm may end, as after nohup.
 */
const parents = () => {
  const parent = process.ppid;
  return isNpmShell(parent) ? `${parent} ${parentOf(parent)}` : `${parent}`;
};

const isNpmShell = (pid) => /^[^\0]*sh\0-c\0/.test(read(`/proc/${pid}/cmdline`));

// The name in parentheses may hold anything; after the last one come state and parent.
const parentOf = (pid) => {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] ?? "";
};

const read = (file) => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES", "ENOTDIR"].includes(error.code)) return "";
    throw error;
  }
};
