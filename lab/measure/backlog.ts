import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** The 12th column of softnet_stat, since Linux 5.10. */
const LENGTH = 11;
const BETWEEN_MS = 5;

/** The most packets that were seen waiting at once for one of the machine's CPUs. */
export const longestBacklog = async (durationMs: number): Promise<number> => {
  const until = performance.now() + durationMs;
  let longest = 0;
  while (performance.now() < until) {
    const lines = (await readFile("/proc/net/softnet_stat", "utf8")).trim().split("\n");
    longest = Math.max(longest, ...lines.map((line) => Number.parseInt(line.split(" ")[LENGTH] ?? "0", 16)));
    await sleep(BETWEEN_MS);
  }
  return longest;
};
