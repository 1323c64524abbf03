import type { Collector } from "#machines/contract/collector.ts";
import { counter, saying } from "../field.ts";
import { showFiles } from "../section.ts";
import { FILES, parseScheduling } from "./parse.ts";

const waited = (what: string) => counter(64, "us", `Time in which at least one task waited for ${what}.`);

/**
 * How the machine's CPUs were shared: time that the hypervisor took away, and how long tasks waited for CPU, disk and memory.
 *
 * Shape:
 *     == /proc/stat
 *     cpu  60102 0 30231 1203377 201 0 1700 1200 0 0
 *     cpu0 30051 0 15115 601688 100 0 850 600 0 0
 *     == /proc/pressure/cpu
 *     some avg10=0.00 avg60=0.12 avg300=0.30 total=41873912
 *     == /proc/pressure/io
 *     some avg10=0.00 avg60=0.00 avg300=0.00 total=9382712
 *     full avg10=0.00 avg60=0.00 avg300=0.00 total=8120033
 *     == /proc/pressure/memory
 *     some avg10=0.00 avg60=0.00 avg300=0.00 total=0
 *     full avg10=0.00 avg60=0.00 avg300=0.00 total=0
 *     == end
 * Fields: counters since boot, of the whole machine. Ticks are hundredths of a second of all CPUs together, guest time counted once.
 *   Example: cpuTicks = 1296811, stealTicks = 1200, cpuWaitUs = 41873912, ioWaitUs = 9382712, memoryWaitUs = 0
 * Empty: an empty /proc/stat is refused as unparsable.
 * Fails: before 4.20, and where psi=0, there is no pressure stall information: those fields are unknown. Stolen time is 0 on metal, and where the
 *   hypervisor does not tell.
 * Source: proc_stat(5); https://www.kernel.org/doc/html/v6.1/accounting/psi.html
 */
export const scheduling = {
  id: "scheduling",
  title: "CPU time and pressure",
  about: "CPU time that the hypervisor took away from this machine, and how long its tasks waited.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "machine",
  costSeconds: 0.1,
  deadlineMs: 5_000,
  // 60 bytes a CPU, and the interrupts' line: 10 bytes each.
  maxBytes: 1024 * 1024,
  fields: {
    cpuTicks: counter(64, "ticks", "Time of all CPUs, idle or not."),
    stealTicks: saying(counter(64, "ticks", "Of it, time in which the hypervisor ran something else."), {
      else: "The hypervisor ran something else for {value}, of all CPUs together",
    }),
    cpuWaitUs: waited("a CPU"),
    ioWaitUs: waited("a disk"),
    memoryWaitUs: waited("memory"),
  },
  ways: [{ argv: ["sh", "-c", showFiles(FILES)], parse: parseScheduling, privilege: "user" }],
} as const satisfies Collector;
