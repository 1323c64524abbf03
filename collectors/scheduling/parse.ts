import type { CommandOutput } from "#machines/contract/collector.ts";
import { unknown, type Reading, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, sum } from "../number.ts";
import { linesOf, linesOrUnknown, sections, type Sections } from "../section.ts";

export const STAT = "/proc/stat";
const PRESSURE = "/proc/pressure";
export const FILES = [STAT, `${PRESSURE}/cpu`, `${PRESSURE}/io`, `${PRESSURE}/memory`];

/** user nice system idle iowait irq softirq steal; guest time is part of user time. Steal came with 2.6.11. */
const COLUMNS = 8;

export function parseScheduling(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const words = (linesOf(all, STAT).find((line) => line.startsWith("cpu ")) ?? unparsable("/proc/stat has no line for all CPUs"))
    .trim()
    .split(/\s+/)
    .slice(1);
  const ticks = words.slice(0, COLUMNS).map((word) => decimal(word, "time of the CPUs"));
  return {
    fields: {
      cpuTicks: sum(ticks, "time of the CPUs"),
      stealTicks: ticks[COLUMNS - 1] ?? unknown("this kernel does not show stolen time"),
      cpuWaitUs: pressure(all, "cpu"),
      ioWaitUs: pressure(all, "io"),
      memoryWaitUs: pressure(all, "memory"),
    },
  };
}

/** `some avg10=0.00 avg60=0.00 avg300=0.00 total=1234` */
function pressure(all: Sections, name: string): Value {
  const lines = linesOrUnknown(all, `${PRESSURE}/${name}`);
  if ("unknown" in lines) return unknown(lines.unknown);
  const total = /^some .*\btotal=(\d+)$/m.exec(lines.join("\n"))?.[1];
  return total === undefined ? unknown(`pressure stall information of ${name} is switched off`) : decimal(total, `${name} pressure`);
}
