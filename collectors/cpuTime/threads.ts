import type { Row } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";
import { decimal } from "../number.ts";

export interface Thread {
  readonly pid: string;
  readonly name: string;
  readonly process: string;
  readonly kernel: boolean;
  readonly nice: number;
  readonly realtime: boolean;
  readonly percent: number;
  readonly userPercent: number;
  readonly systemPercent: number;
  /** On which it ran last; null where the kernel says none. */
  readonly cpu: number | null;
}

const PF_KTHREAD = 0x0020_0000;
/** SCHED_FIFO and SCHED_RR; SCHED_DEADLINE (6) goes before both. */
const REALTIME: ReadonlySet<number> = new Set([1, 2, 6]);
/** A thread that computes spends its time in user mode; one that only asks the kernel spends nearly all of it there. */
const IN_KERNEL = 5;
/** Names of so many threads stand in a process's name. */
const NAMED_THREADS = 4;

/** "3017 3021 4194560 -20 0 1 12 390 handler10<TAB>ovs-vswitchd": process, thread, flags, nice, policy, CPU, ticks in user mode, in the kernel. */
export function threadsIn(lines: readonly string[], percentPerTick: number): readonly Thread[] {
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, pid = "", flags, nice, policy, cpu, user, system, name = "", process = ""] =
        /^(\d+) \d+ (\d+) (-?\d+) (\d+) (-?\d+) (\d+) (\d+) ([^\t]*)\t(.*)$/.exec(line) ??
        unparsable(`"${line.slice(0, 40)}" is not a thread`);
      const [userPercent, systemPercent] = [ticks(user) * percentPerTick, ticks(system) * percentPerTick];
      return {
        pid,
        name,
        process: process === "" ? name : process,
        kernel: Math.floor(Number(flags) / PF_KTHREAD) % 2 === 1,
        nice: Number(nice),
        realtime: REALTIME.has(Number(policy)),
        percent: userPercent + systemPercent,
        userPercent,
        systemPercent,
        cpu: Number(cpu) >= 0 ? Number(cpu) : null,
      };
    });
}

/** A hundred a second for a year are 3 thousand million; more is no count of a window. */
const MOST_TICKS = 1e10;

function ticks(text: string | undefined): number {
  const count = decimal(text, "ticks");
  return typeof count === "number" && count < MOST_TICKS ? count : unparsable("a thread has used more time than there was");
}

/** By process, the busiest first. Threads of the kernel are processes of their own. */
export function processesOf(threads: readonly Thread[]): readonly Row[] {
  const rows = [...Map.groupBy(threads, ({ pid }) => pid).values()].map((own): Row & { readonly percent: number } => {
    const [first] = own;
    if (first === undefined) return unparsable("a process without threads");
    const total = (keep: (thread: Thread) => boolean, of: (thread: Thread) => number): number =>
      own.filter(keep).reduce((sum, thread) => sum + of(thread), 0);
    const busiest = own
      .toSorted((a, b) => b.percent - a.percent)
      .map(({ name }) => name)
      .filter((name) => name !== first.process)
      .slice(0, NAMED_THREADS)
      .sort();
    return {
      key: `${first.process}${busiest.length === 0 ? "" : ` (${busiest.join(", ")})`}, pid ${first.pid}`,
      percent: total(
        () => true,
        ({ percent }) => percent,
      ),
      userPercent: total(
        ({ kernel }) => !kernel,
        ({ userPercent }) => userPercent,
      ),
      systemPercent: total(
        () => true,
        ({ systemPercent }) => systemPercent,
      ),
      spinPercent: total(isSpinning, ({ percent }) => percent),
      realtimePercent: total(
        ({ kernel, realtime }) => realtime && !kernel,
        ({ percent }) => percent,
      ),
      lastCpus: cpusOf(own),
      priority: Math.max(0, 20 + Math.min(...own.map(({ nice }) => nice))),
    };
  });
  return rows.toSorted((a, b) => b.percent - a.percent);
}

/** "3 17": where its threads ran last, the busiest first. */
const cpusOf = (own: readonly Thread[]): string =>
  [...new Set(own.toSorted((a, b) => b.percent - a.percent).flatMap(({ cpu }) => (cpu === null ? [] : [cpu])))]
    .slice(0, NAMED_THREADS)
    .join(" ");

/** In the kernel nearly all of the time, and with precedence over ordinary programs. */
const isSpinning = ({ kernel, nice, realtime, systemPercent, userPercent }: Thread): boolean =>
  !kernel && (nice < 0 || realtime) && systemPercent > IN_KERNEL * userPercent;
