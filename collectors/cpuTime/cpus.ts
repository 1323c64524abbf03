import { type Row, unknown } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";
import { decimal } from "../number.ts";

// Documentation/filesystems/proc.rst (stat): user nice system idle iowait irq softirq steal guest guest_nice; guest time is in user already.
const COLUMNS = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"] as const;

/** Shares of each CPU's time between the two looks. A CPU that went offline has no row. */
export function cpusIn(before: readonly string[], after: readonly string[]): readonly Row[] {
  const first = new Map(before.map(timesOf));
  if (first.size === 0) return unparsable("/proc/stat has no CPU");
  return after.map(timesOf).flatMap(([cpu, times]): readonly Row[] => {
    const earlier = first.get(cpu);
    if (earlier === undefined) return [];
    // Idle and iowait may step back by a tick.
    const spent = times.map((time, index) => Math.max(0, time - (earlier[index] ?? 0)));
    const total = spent.reduce((sum, part) => sum + part, 0);
    const percent = (...names: readonly (typeof COLUMNS)[number][]) =>
      total === 0
        ? unknown("no tick passed on this CPU")
        : (100 * names.reduce((sum, name) => sum + (spent[COLUMNS.indexOf(name)] ?? 0), 0)) / total;
    return [
      {
        key: cpu,
        busyPercent: percent("user", "nice", "system", "irq", "softirq", "steal"),
        userPercent: percent("user", "nice"),
        systemPercent: percent("system"),
        softirqPercent: percent("irq", "softirq"),
        stealPercent: percent("steal"),
      },
    ];
  });
}

function timesOf(line: string): readonly [string, readonly number[]] {
  const [name = "", ...words] = line.trim().split(/\s+/);
  const cpu = /^cpu(\d+)$/.exec(name)?.[1] ?? unparsable(`"${line.slice(0, 30)}" is not a CPU of /proc/stat`);
  if (words.length < 4) unparsable(`${name} has ${words.length} times`);
  // Steal came with 2.6.11: what an old kernel does not count is not there.
  return [
    cpu,
    COLUMNS.map((_, index) => {
      const time = words[index] === undefined ? 0 : decimal(words[index], name);
      return typeof time === "number" ? time : unparsable(`${name}: a time is too large`);
    }),
  ];
}
