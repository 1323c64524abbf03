import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** A pid alone may have been given to somebody else meanwhile; with its start time it means one process until the next boot. */
export interface ProcessRef {
  readonly pid: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat. */
  readonly startTicks: string;
}

export const processRef = async (pid: number): Promise<ProcessRef | null> => {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  // The name in parentheses may hold spaces and parentheses; what follows the last one is regular: state, ppid, ...
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state] = fields;
  const startTicks = fields[19];
  return startTicks === undefined || state === "Z" || state === "X" ? null : { pid, startTicks };
};

export const isAlive = async (ref: ProcessRef): Promise<boolean> => (await processRef(ref.pid))?.startTicks === ref.startTicks;

/** SIGKILL, and waits until it is gone. Never hits a process that merely inherited the number. */
export const end = async (ref: ProcessRef, waitMs = 5_000): Promise<void> => {
  const until = Date.now() + waitMs;
  while (await isAlive(ref)) {
    if (Date.now() > until) throw new Error(`process ${ref.pid} is still there ${waitMs} ms after SIGKILL`);
    signal(ref.pid);
    await sleep(5);
  }
};

const signal = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
};
