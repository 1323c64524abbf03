import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseProfile } from "./parse.ts";
import { PERF_SCRIPT } from "./perf.ts";
import { LIMIT_SECONDS, PROFILE_SCRIPT } from "./script.ts";

const percent = (about: string) => gauge("percent", about);
const ms = (about: string) => gauge("ms", about);

/**
 * What the CPUs did and what programs waited for, from the kernel's trace: samples at each timer interrupt, and every time a program gave up its CPU.
 *
 * Shape:
 *     CULPRIT-ARMED
 *     == window
 *     1000.00 1002.00
 *     == on
 *     300	1	3021	kernel	sendto	netlink_dump	handler10
 *     80	1	3021	kernel	sendto	rtnl_dumpit	handler10
 *     20	1	3021	user	-	-	handler10
 *     100	0	777	user	-	-	backup
 *     == on lost
 *     0
 *     == off seen
 *     1000.010000 1001.990000
 *     == off
 *     500669	500669	1	0	D	folio_wait_bit_common < ext4_sync_file < vfs_fsync_range < do_syscall_64	4421	keepalived
 *     == off lost
 *     0
 *     == still before
 *     == still after
 *     == end
 * Fields: of the window in which it was armed; samples of the whole machine, without those of idle CPUs; shares are of all samples. A wait is named by the innermost functions
 *   of the kernel. Programs that rest (in epoll, poll, sleep, accept and the like) are left out, and what is blocked, stopped or waits elsewhere is not.
 *   Example: windowSeconds = 2, samples = 500, lostSamples = 0, kernelPercent = 76, topFunction = netlink_dump, topFunctionPercent = 60, waitSeconds = 1.98, blockedMs = 500.669, stoppedMs = 0, waitingMs = 0
 * Empty: no switch and no sample: an idle machine; its shares are unknown, and nothing waited.
 * Fails: denied without root and where lockdown forbids it, absent without tracefs; then perf is asked for the samples, and the waits are unknown.
 *   lostSamples and lostSwitches count what did not fit into 4 MB each: shares are then of the window's beginning, and waits those that ended in waitSeconds.
 * Source: https://docs.kernel.org/trace/events.html; https://docs.kernel.org/trace/ftrace.html (instances, overwrite)
 */
export const profile = {
  id: "profile",
  title: "on- and off-CPU profile",
  about: "Which functions of the kernel and which programs had the CPUs, and what programs waited in, and how long.",
  risk: "R1",
  probe: false,
  effects: [
    "makes two private tracefs instances for as long as the measurement runs, at most ten minutes; 8 MB of buffers",
    "costs some microseconds at each timer interrupt and each time a program gives up its CPU",
  ],
  scope: "machine",
  costSeconds: 0.5,
  deadlineMs: 30_000,
  // A hundred rows of 200 bytes in each of four parts.
  maxBytes: 1024 * 1024,
  fields: {
    windowSeconds: gauge("s", "How long it was armed, by the host's own clock."),
    samples: gauge("samples", "Taken of CPUs that were not idle."),
    lostSamples: gauge("samples", "That the buffer did not take."),
    kernelPercent: percent("Of the samples, those in the kernel."),
    topFunction: state("The function of the kernel with the most samples."),
    topFunctionPercent: percent("Of all samples, those in it."),
    waitSeconds: gauge("s", "Of the window, the part whose waits are known."),
    lostSwitches: gauge("switches", "That the buffer did not take."),
    blockedMs: ms("The longest uninterruptible wait of a program: for a disk, a file system, a lock of the kernel."),
    waitingMs: ms("The longest wait of a program that is not at rest."),
    stoppedMs: ms("The longest time a program was stopped by a signal or a debugger."),
  },
  tables: {
    cpus: { percent: percent("Of all samples."), kernelPercent: percent("Of its samples, those in the kernel.") },
    programs: {
      percent: percent("Of all samples."),
      kernelPercent: percent("Of its samples, those in the kernel."),
      call: state("The system call and the function of the kernel it was in most."),
    },
    functions: { percent: percent("Of all samples.") },
    waits: {
      longestMs: ms("The longest."),
      totalMs: ms("All together."),
      times: gauge("times", "How often it waited there."),
      state: state("blocked, waiting, stopped, traced, or starting a program."),
      where: state("The innermost functions of the kernel, without the scheduler's."),
      open: state("It was still waiting at the end."),
    },
  },
  ways: [
    { argv: ["sh", "-c", literally(PROFILE_SCRIPT), "culprit-profile", LIMIT_SECONDS], parse: parseProfile, privilege: "sudo" },
    { argv: ["sh", "-c", literally(PERF_SCRIPT), "culprit-profile"], parse: parseProfile, privilege: "sudo" },
  ],
} as const satisfies Collector;
