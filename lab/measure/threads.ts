import type { Namespace } from "../hosts/namespace.ts";

/** What one thread of a host used in a while. */
export interface BusyThread {
  readonly name: string;
  /** Shares of one CPU, from 0 to 1. */
  readonly user: number;
  readonly system: number;
}

const SCRIPT = 'read_all() { cat /proc/[0-9]*/task/[0-9]*/stat 2>/dev/null; cat /proc/uptime; }; read_all; sleep "$1"; echo; read_all';
/** USER_HZ, the unit of /proc/PID/stat on every architecture Debian runs on. */
const TICKS_PER_SECOND = 100;

/** The threads of a host that used CPU time, the busiest first. */
export const busyThreads = async (host: Namespace, durationMs: number): Promise<readonly BusyThread[]> => {
  const [before = "", after = ""] = (await host.must(["sh", "-c", SCRIPT, "sh", String(durationMs / 1_000)])).split("\n\n");
  const [early, late] = [parsed(before), parsed(after)];
  const ticks = (late.uptime - early.uptime) * TICKS_PER_SECOND;
  const used = [...late.threads].map(([tid, { name, user, system }]): BusyThread => {
    const then = early.threads.get(tid) ?? { user: 0, system: 0 };
    return { name, user: (user - then.user) / ticks, system: (system - then.system) / ticks };
  });
  return used.filter(({ user, system }) => user + system > 0).toSorted((a, b) => b.user + b.system - a.user - a.system);
};

const parsed = (text: string) => {
  const lines = text.trim().split("\n");
  const uptime = Number(lines.at(-1)?.split(" ")[0]);
  const threads = lines.flatMap((line) => {
    const [, tid, name] = /^(\d+) \((.*)\) /.exec(line) ?? [];
    if (tid === undefined || name === undefined) return [];
    // Behind the name, which may hold anything: user time is field 14 and system time 15.
    const fields = line.slice(line.lastIndexOf(") ") + 2).split(" ");
    return [[tid, { name, user: Number(fields[11]), system: Number(fields[12]) }] as const];
  });
  return { uptime, threads: new Map(threads) };
};
