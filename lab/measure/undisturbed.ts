import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { LabProblem } from "../hosts/problem.ts";

const TRIES = 4;
const QUIET_MS = 500;
const PATIENCE_MS = 8_000;
const DISTURBED =
  `In each of ${TRIES} windows the machine's backlogs dropped packets, so what was lost in them says nothing about this lab. ` +
  "Measure again once the second column of /proc/net/softnet_stat stands still.";

/**
 * The backlogs are the machine's: while another lab's fault fills them, packets of this one are lost there too, and say nothing about
 * it. Such a window is measured again, once nothing is dropped any more. Not for faults that fill a backlog themselves.
 * @throws LabProblem when every window was disturbed.
 */
export const undisturbed = async <T extends { readonly lost: number }>(measure: () => Promise<T>): Promise<T> => {
  for (let tried = 1; ; tried += 1) {
    const before = await backlogDropped();
    const measured = await measure();
    if (measured.lost === 0 || (await backlogDropped()) === before) return measured;
    if (tried === TRIES) throw new LabProblem(DISTURBED);
    await untilQuiet();
  }
};

const untilQuiet = async (): Promise<void> => {
  const until = Date.now() + PATIENCE_MS;
  for (let before = -1, now = await backlogDropped(); before !== now && Date.now() < until; now = await backlogDropped()) {
    before = now;
    await sleep(QUIET_MS);
  }
};

const backlogDropped = async (): Promise<number> => {
  const rows = (await readFile("/proc/net/softnet_stat", "utf8")).trim().split("\n");
  return rows.reduce((sum, row) => sum + Number.parseInt(row.split(" ")[1] ?? "0", 16), 0);
};
