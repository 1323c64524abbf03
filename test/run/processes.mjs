/** Finding and ending what a step started, also what it started in groups of its own. Linux; elsewhere only the process group. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const MARK_NAME = "CULPRIT_TEST_RUN";
let marks = 0;

/** What one command and all it starts inherit, however often they fork: two commands may run side by side, and one end first. */
export function newMark() {
  marks += 1;
  return { [MARK_NAME]: `${process.pid}.${Date.now()}.${marks}` };
}

function allProcesses(mark) {
  let pids = [];
  try {
    pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch (error) {
    if (error.code !== "ENOENT") throw error; // no /proc: not Linux
  }
  return pids.flatMap((pid) => describe(Number(pid), mark) ?? []);
}

function describe(pid, mark) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? null : { pid, parent: Number(parent), marked: isMarked(pid, mark) };
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES"].includes(error.code)) return null; // it ended meanwhile, or is not ours
    throw error;
  }
}

function isMarked(pid, mark) {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`${MARK_NAME}=${mark[MARK_NAME]}`);
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(error.code)) return false; // another person's process
    throw error;
  }
}

/** What carries the mark, and the descendants of that and of `root`; never this process itself. */
export function startedBy(root, mark) {
  const all = allProcesses(mark);
  const ours = new Set(all.filter(({ pid, marked }) => marked || pid === root).map(({ pid }) => pid));
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of all) {
      if (ours.has(parent) && !ours.has(pid)) grown = Boolean(ours.add(pid));
    }
  }
  ours.delete(process.pid);
  return ours;
}

export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if (error.code === "ESRCH" || error.code === "EPERM") return false;
    throw error;
  }
}

/** Asks all that was started to end, waits, and ends by force whatever is left. Returns how many needed force. */
export async function endAll(root, mark, graceMs) {
  const started = startedBy(root, mark);
  if (root) signal(-root, "SIGTERM");
  for (const pid of started) signal(pid, "SIGTERM");
  const left = () => [...new Set([...started, ...startedBy(root, mark)])].filter((pid) => signal(pid, 0) && describe(pid, mark));
  for (const until = Date.now() + graceMs; Date.now() < until && left().length > 0;) await sleep(100);
  const stubborn = left();
  for (const pid of stubborn) signal(pid, "SIGKILL");
  if (root) signal(-root, "SIGKILL");
  return stubborn.length;
}
