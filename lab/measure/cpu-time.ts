import type { Namespace } from "../hosts/namespace.ts";
import type { Counters } from "./counters.ts";

/** CPU time that the host's processes of one name have used, in seconds, by that name. USER_HZ is 100 wherever Linux runs today. */
export const cpuTime = async (place: Namespace, comm: string): Promise<Counters> => {
  const text = await place.must(["sh", "-c", 'cat /proc/[0-9]*/stat 2>/dev/null | grep -F "($1) " || :', "sh", comm]);
  const ticks = text
    .split("\n")
    .filter(Boolean)
    .map((line) => line.slice(line.lastIndexOf(")") + 2).split(" "))
    .map((fields) => Number(fields[11]) + Number(fields[12]));
  return { [comm]: ticks.reduce((sum, each) => sum + each, 0) / 100 };
};
