import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, fraction } from "../number.ts";
import { linesOf, sections } from "../section.ts";
import { cpusIn } from "./cpus.ts";
import { deepIdlePercent, frequencyPercent, heldDownCpus, pressurePercent, runQueueWaitPercent } from "./power.ts";
import { processesOf, threadsIn } from "./threads.ts";

export function parseCpuTime(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections({ ...output, stdout: output.stdout.replace(/^CULPRIT-ARMED\n/, "") });
  const [from, to] = (linesOf(all, "window")[0] ?? "").split(" ").map((word) => fraction(word, "uptime"));
  if (from === undefined || to === undefined || to <= from) return unparsable("the window has no beginning and end");
  const seconds = Math.round((to - from) * 100) / 100;
  const ticks = decimal(linesOf(all, "ticks")[0], "ticks a second");
  if (typeof ticks !== "number" || ticks <= 0) return unparsable("no ticks a second");
  const cpus = cpusIn(linesOf(all, "cpus before"), linesOf(all, "cpus after"));
  const threads = threadsIn(linesOf(all, "threads"), 100 / (ticks * seconds));
  const processes = processesOf(threads);
  // What earlier recordings do not have.
  const optional = (name: string): readonly string[] => (all.has(name) ? linesOf(all, name) : []);
  const most = (rows: readonly Readonly<Record<string, Value>>[], field: string): Value =>
    rows.reduce<Value>((best, row) => larger(best, row[field]), 0);
  return {
    fields: {
      windowSeconds: seconds,
      cpus: cpus.length,
      busiestCpuPercent: most(cpus, "busyPercent"),
      softirqPercent: most(cpus, "softirqPercent"),
      stealPercent: most(cpus, "stealPercent"),
      ksoftirqdPercent: most(
        threads.filter(({ name }) => name.startsWith("ksoftirqd/")).map(({ percent }) => ({ percent })),
        "percent",
      ),
      spinPercent: most(processes, "spinPercent"),
      userPercent: most(processes, "userPercent"),
      busiestThreadPercent: threads.filter(({ kernel }) => !kernel).reduce((best, { percent }) => Math.max(best, percent), 0),
      realtimePercent: most(processes, "realtimePercent"),
      pressurePercent: pressurePercent(linesOf(all, "pressure before"), linesOf(all, "pressure after"), seconds),
      diskPressurePercent: pressurePercent(optional("disk before"), optional("disk after"), seconds),
      runQueueWaitPercent: runQueueWaitPercent(optional("schedstat before"), optional("schedstat after"), seconds),
      deepIdlePercent: deepIdlePercent(linesOf(all, "idle before"), linesOf(all, "idle after"), { seconds, cpus: cpus.length }),
      frequencyPercent: frequencyPercent(linesOf(all, "frequency")),
      heldDownCpus: heldDownCpus(linesOf(all, "frequency")),
    },
    tables: { cpus, processes: processes.slice(0, 40) },
  };
}

const larger = (a: Value, b: Value | undefined): Value =>
  typeof a === "object" ? a : typeof b === "number" && typeof a === "number" ? Math.max(a, b) : (b ?? unknown("no number"));
