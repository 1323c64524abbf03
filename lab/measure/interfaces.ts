import type { Namespace } from "../hosts/namespace.ts";
import type { Counters } from "./counters.ts";

/** One interface's counters as /sys/class/net/DEV/statistics has them: rx_dropped, tx_errors. @throws Error when there is none of that name. */
export const interfaceCounters = async (place: Namespace, dev: string): Promise<Counters> => {
  const text = await place.must(["sh", "-c", 'cd "/sys/class/net/$1/statistics" && grep -H . *', "sh", dev]);
  const pairs = text
    .trim()
    .split("\n")
    .map((line) => line.split(":"));
  return Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, Number(value)]));
};
