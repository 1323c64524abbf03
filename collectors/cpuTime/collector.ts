import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseCpuTime } from "./parse.ts";
import { CPU_SCRIPT } from "./script.ts";

const percent = (about: string) => gauge("percent", about);

/**
 * Where each CPU's time went while something ran, and which threads used it.
 *
 * Shape:
 *     CULPRIT-ARMED
 *     == window
 *     1000.00 1002.00
 *     == ticks
 *     100
 *     == cpus before
 *     cpu0 1000 0 500 9000 0 0 100 0 0 0
 *     cpu1 1000 0 500 9000 0 0 100 0 0 0
 *     == cpus after
 *     cpu0 1020 0 660 9000 0 0 120 0 0 0
 *     cpu1 1010 0 510 9180 0 0 100 0 0 0
 *     == threads
 *     3017 3021 4194560 -20 0 0 2 78 handler10	ovs-vswitchd
 *     3017 3022 4194560 -20 0 0 2 78 handler11	ovs-vswitchd
 *     16 16 69238880 0 0 0 0 20 ksoftirqd/0	ksoftirqd/0
 *     == pressure before
 *     some avg10=0.00 avg60=0.00 avg300=0.00 total=1000000
 *     == pressure after
 *     some avg10=0.00 avg60=0.00 avg300=0.00 total=1400000
 *     == idle before
 *     == idle after
 *     == frequency
 *     == end
 * Fields: shares of the window in which it was armed. A process's shares are of one CPU: two busy threads are 200 percent. spinPercent counts threads
 *   that go before ordinary programs (nice below 0, or real time) and are in the kernel more than five times as long as in user mode.
 *   Example: windowSeconds = 2, cpus = 2, busiestCpuPercent = 100, softirqPercent = 10, ksoftirqdPercent = 10, spinPercent = 80, realtimePercent = 0, pressurePercent = 20
 * Empty: no thread ran: every share of a process is 0.
 * Fails: a hypervisor shows neither frequency nor idle states, a kernel before 4.20 no pressure: unknown. CPUs are those of the whole machine, threads
 *   those that this container sees.
 * Source: https://docs.kernel.org/filesystems/proc.html (stat, pid/stat), https://docs.kernel.org/accounting/psi.html, https://docs.kernel.org/admin-guide/pm/cpuidle.html
 */
export const cpuTime = {
  id: "cpuTime",
  title: "CPU time",
  about: "What each CPU did while the measurement ran, and which programs had it.",
  risk: "R0",
  probe: false,
  effects: ["reads the statistics of each thread twice: some 40 microseconds a thread"],
  scope: "host",
  costSeconds: 0.3,
  deadlineMs: 15_000,
  // 200 threads of 60 bytes, 1,000 CPUs of 80 and their idle states.
  maxBytes: 2 * 1024 * 1024,
  fields: {
    windowSeconds: gauge("s", "How long it watched, by the host's own clock."),
    cpus: gauge("CPUs", "That were online all the time."),
    busiestCpuPercent: percent("Of its time, how much the busiest CPU worked."),
    softirqPercent: percent("Most time a CPU spent in interrupts and soft interrupts."),
    stealPercent: percent("Most time that the hypervisor gave a CPU to others."),
    ksoftirqdPercent: percent("Of a CPU, the busiest of the threads that do the soft interrupts' leftovers."),
    spinPercent: percent("Of a CPU, what threads with precedence of one process spend in the kernel."),
    userPercent: percent("Of a CPU, what one process spends in user mode."),
    busiestThreadPercent: percent("Of a CPU, what one thread of a program uses."),
    realtimePercent: percent("Of a CPU, what one process's real-time threads use."),
    pressurePercent: percent("Time in which some thread was ready and had to wait for a CPU."),
    diskPressurePercent: percent("Time in which some thread waited for a disk."),
    runQueueWaitPercent: percent(
      "Time that threads waited for their turn on the CPU where they waited most; two that wait all the time are 200.",
    ),
    deepIdlePercent: percent("Time in idle states that take 50 microseconds or more to leave."),
    frequencyPercent: percent("Of its highest frequency, what the slowest CPU runs at."),
    heldDownCpus: gauge("CPUs", "That a setting holds at half of their highest frequency or less; 0 where the host has no such setting."),
  },
  tables: {
    cpus: {
      busyPercent: percent("Worked, or was taken away by the hypervisor."),
      userPercent: percent("In programs."),
      systemPercent: percent("In the kernel on behalf of programs."),
      softirqPercent: percent("In interrupts and soft interrupts."),
      stealPercent: percent("Taken away by the hypervisor."),
    },
    processes: {
      percent: percent("Of one CPU, all threads together."),
      userPercent: percent("Of one CPU, in user mode."),
      systemPercent: percent("Of one CPU, in the kernel."),
      spinPercent: percent("Of one CPU, by threads with precedence that are in the kernel nearly all the time."),
      realtimePercent: percent("Of one CPU, by real-time threads."),
      lastCpus: state("CPUs on which its busiest threads ran last."),
      priority: gauge("", "20 and the lowest nice value of its threads; below 20 goes before others."),
    },
  },
  ways: [{ argv: ["sh", "-c", literally(CPU_SCRIPT)], parse: parseCpuTime, privilege: "user" }],
} as const satisfies Collector;
