import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, saying, state } from "../field.ts";
import { parseVrrpDaemon } from "./parse.ts";
import { DAEMON_SCRIPT } from "./script.ts";

const held = {
  stoppedMs: gauge("ms", "Longest time stopped by a signal or a debugger."),
  logReaderMs: gauge("ms", "Longest time asleep in a log message that nobody took."),
  frozenMs: gauge("ms", "Longest time asleep in a write to a frozen file system."),
  diskMs: gauge("ms", "Longest time asleep for a disk."),
  cpuMs: gauge("ms", "Longest time ready to run and without a CPU."),
  otherMs: gauge("ms", "Longest time asleep anywhere else than in its own loop."),
} as const;

/**
 * What the VRRP daemon was doing, sampled five times a second while the symptom shows: in its own loop, or held, and by what.
 *
 * Shape:
 *     == daemon
 *     64 keepalived
 *     keepalived --vrrp --dont-fork
 *     1
 *     == files
 *     2 /var/log/keepalived.log
 *     3 socket:[15350272]
 *     == mounts
 *     /var/log/keepalived.log 7:0 /var/log ext4 /dev/loop0
 *     == reader
 *     46 rsyslogd
 *     == group
 *     /
 *     nr_throttled 0
 *     == samples
 *     CULPRIT-ARMED
 *     100.20 S do_epoll_wait 232 0x5 221000000 517000000 S __skb_wait_for_more_packets -
 *     100.40 D folio_wait_bit 1 0x2 221000000 517000000 S __skb_wait_for_more_packets folio_wait_bit<folio_wait_writeback<
 *     100.60 D folio_wait_bit 1 0x2 221000000 517000000 S __skb_wait_for_more_packets -
 *     100.80 D folio_wait_bit 1 0x2 222000000 517000000 S __skb_wait_for_more_packets -
 *     101.10 S do_epoll_wait 232 0x5 222000000 517000000 S __skb_wait_for_more_packets -
 *     == group after
 *     /
 *     nr_throttled 0
 *     == end
 *   A sample: uptime, state, kernel function it sleeps in, system call with its first argument, nanoseconds on and waiting for a CPU (schedstat), state
 *   and function of the log's reader, and for the first waits of state D the kernel stack.
 * Fields: of this window. The daemon is the process with a raw socket for IP protocol 112 in this network namespace. A hold counts from three samples
 *   in a row; shorter ones are what any daemon that writes shows.
 *   Example: daemons = 1, samples = 5, gone = false, freeRunning = false, heldBy = disk, diskMs = 700, logReaderMs = 0, stoppedMs = 0, cpuMs = 0, ranMs = 1, throttled = 0, reader = rsyslogd (46), readerStoppedShare = 0
 * Empty: too few samples: what held it is unknown.
 * Fails: denied without root; absent when no process has such a socket. The kernel function reads 0 where the kernel hides it: a sleep is then taken
 *   for the daemon's own loop only in state S.
 * Source: proc_pid_stat(5), proc_pid_wchan(5), proc_pid_syscall(5); https://elixir.bootlin.com/linux/v6.12/source/net/unix/af_unix.c (unix_wait_for_peer); https://elixir.bootlin.com/linux/v6.12/source/kernel/locking/percpu-rwsem.c
 */
export const vrrpDaemon = {
  id: "vrrpDaemon",
  title: "the VRRP daemon",
  about: "What the process that sends adverts was doing while they were late, and what it waited for.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 12,
  // On top of the window.
  deadlineMs: 20_000,
  // 110 bytes a sample: an hour and a half.
  maxBytes: 4 * 1024 * 1024,
  fields: {
    looked: state("It was looked at: true in each reading."),
    daemon: state("Its name and number."),
    daemons: gauge("processes", "Processes with such a socket; the first is watched."),
    samples: gauge("samples", "How often it was looked at."),
    gone: state("It ended while it was watched."),
    freeRunning: state("Nothing held it for longer than any daemon waits."),
    heldBy: state("What held it longest: stopped, logReader, frozen, disk, cpu, other; or nothing."),
    longestHoldMs: saying(gauge("ms", "The longest of all holds."), { else: "keepalived was held for {value} at the longest" }),
    heldByStop: saying(state("A signal or a debugger held it longest."), {
      yes: "A signal or a debugger held keepalived longest",
      no: "It was no signal and no debugger that held keepalived longest",
    }),
    heldByLogReader: saying(state("A log reader that takes nothing held it longest."), {
      yes: "A log reader that takes nothing held keepalived longest",
      no: "It was not a log reader that held keepalived longest",
    }),
    heldByFreeze: saying(state("A frozen file system held it longest."), {
      yes: "A frozen file system held keepalived longest",
      no: "It was not a frozen file system that held keepalived longest",
    }),
    heldByDisk: saying(state("A disk held it longest."), {
      yes: "A disk held keepalived longest",
      no: "It was not a disk that held keepalived longest",
    }),
    heldByCpu: saying(state("The want of a CPU held it longest."), {
      yes: "The want of a CPU held keepalived longest",
      no: "It was not the want of a CPU that held keepalived longest",
    }),
    ...held,
    ranMs: gauge("ms", "On a CPU within the window."),
    waitedMs: gauge("ms", "Waiting for a CPU within the window."),
    throttled: gauge("periods", "Periods in which its control group had used up its CPU quota."),
    reader: state("Who reads /dev/log."),
    readerStoppedShare: gauge("share", "Share of the samples in which that reader was stopped or waited for a disk."),
  },
  tables: { waits: held },
  ways: [{ argv: ["sh", "-c", literally(DAEMON_SCRIPT)], parse: parseVrrpDaemon, privilege: "sudo" }],
} as const satisfies Collector;
