import { unknown, type Value } from "#machines/contract/value.ts";
import { unparsable } from "./failure.ts";
import { fraction } from "./number.ts";
import { linesOf, type Sections } from "./section.ts";

/**
 * How much of its CPU's time an ordinary thread gets where it gets least, by being one: 30 ms of work on each CPU it may use, twice, at most 16 CPUs.
 * The better of the two counts, so that one program that comes in between is no finding. Culprit's commands are niced, and an ordinary thread is not: who
 * may not undo that measures nothing. Python, as part of a larger script.
 */
export const SHARE_FUNCTION = String.raw`
def shares():
  import os,time
  free=os.sched_getaffinity(0); found={}; nice=os.getpriority(os.PRIO_PROCESS,0)
  try: os.setpriority(os.PRIO_PROCESS,0,0)
  except OSError: return ""
  try:
    for cpu in sorted(free)[:16]*2:
      os.sched_setaffinity(0,{cpu}); a,c=time.monotonic(),time.clock_gettime(time.CLOCK_THREAD_CPUTIME_ID)
      while time.monotonic()<a+0.03: pass
      s=(time.clock_gettime(time.CLOCK_THREAD_CPUTIME_ID)-c)/(time.monotonic()-a)
      found[cpu]=max(s,found.get(cpu,0))
  finally: os.sched_setaffinity(0,free); os.setpriority(os.PRIO_PROCESS,0,nice)
  return "".join("%d %.4f\n"%row for row in sorted(found.items()))
`.trim();

const NOT_MEASURED = unknown("it takes python3 and root to measure it");

/** "1 0.0213": CPU, and the share of its time. */
export function scarcestIn(all: Sections): {
  readonly scarcestCpu: Value;
  readonly scarcestSharePercent: Value;
  readonly scarcestMissingPercent: Value;
} {
  const rows = (all.has("shares") ? linesOf(all, "shares") : [])
    .filter((line) => line !== "")
    .map((line) => {
      const [, cpu = "", share] = /^(\d+) ([\d.]+)$/.exec(line) ?? unparsable(`"${line.slice(0, 30)}" is no share of a CPU`);
      return { cpu, percent: Math.min(100, 100 * fraction(share, "share")) };
    });
  const [least] = rows.toSorted((a, b) => a.percent - b.percent);
  return least === undefined
    ? { scarcestCpu: NOT_MEASURED, scarcestSharePercent: NOT_MEASURED, scarcestMissingPercent: NOT_MEASURED }
    : { scarcestCpu: least.cpu, scarcestSharePercent: least.percent, scarcestMissingPercent: 100 - least.percent };
}
