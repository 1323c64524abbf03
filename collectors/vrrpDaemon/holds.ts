import { unparsable } from "../failure.ts";
import { fraction } from "../number.ts";

/** What keeps a process from its work. `free`: it waits for its next event, or runs. */
export type Hold = "free" | "stopped" | "logReader" | "frozen" | "disk" | "cpu" | "other";

/** The process at one moment. */
export interface Sample {
  readonly at: number;
  readonly state: string;
  readonly wchan: string;
  /** Descriptor of the system call it is in; null for a call without one. */
  readonly descriptor: string | null;
  readonly ranMs: number;
  readonly waitedMs: number;
  /** The log reader's state, and the kernel function it sleeps in. */
  readonly reader: string;
  readonly readerWchan: string;
  readonly stack: string;
}

/** `13211.37 D folio_wait_bit 1 0x2 241365856 1414479384 S __skb_wait_for_more_packets folio_wait_bit<...`; "gone" when the process ended. */
export function sampleOf(line: string): Sample {
  const [at, state = "", wchan = "", _call, argument = "-", ran, waited, reader = "-", readerWchan = "-", stack = "-"] = line.split(" ");
  if (!/^[A-Za-z]$/.test(state) || !/^\d{1,10}(\.\d+)?$/.test(at ?? "")) return unparsable(`"${line.slice(0, 60)}" is not a sample`);
  return {
    at: fraction(at, "time"),
    state,
    wchan,
    descriptor: /^0x[0-9a-f]{1,4}$/.test(argument) ? String(Number(argument)) : null,
    ranMs: fraction(ran, "time on a CPU") / 1e6,
    waitedMs: fraction(waited, "time waiting for a CPU") / 1e6,
    reader,
    readerWchan,
    stack,
  };
}

/** Where a process sleeps whose message nobody takes: a full queue of a datagram socket, or a full pipe. */
const LOG = /^(unix_wait_for_peer|unix_dgram_sendmsg|sock_alloc_send_pskb|sock_wait_for_wmem|(anon_)?pipe_write|pipe_wait)/;
/** Where writers to a frozen file system sleep; the names changed with the kernel (4.3, 5.3). */
const FROZEN = /^(percpu_rwsem_wait|__percpu_down_read|percpu_down_read|__sb_start_write|sb_wait_write)/;
const FREEZER = /sb_start_write|mnt_want_write|file_start_write|percpu_rwsem_wait/;
/** Where any event loop waits for its next event. */
const LOOP =
  /^(do_)?(sys_)?(ep_poll|epoll_wait|epoll_pwait|poll|pselect|select|do_poll|do_select|poll_schedule_timeout|hrtimer_nanosleep|nanosleep|sigtimedwait|wait)/;

function holdOf(sample: Sample, before: Sample | undefined): Hold {
  const { state, wchan, stack } = sample;
  if (state === "T" || state === "t") return "stopped";
  if (state === "D") return FROZEN.test(wchan) || (wchan === "0" && FREEZER.test(stack)) ? "frozen" : "disk";
  if (state === "R") return before !== undefined && starved(before, sample) ? "cpu" : "free";
  // A reader that waits for its own disk passes the wait on: then the disk is what everybody waits for.
  if (LOG.test(wchan)) return sample.reader !== "D" ? "logReader" : FROZEN.test(sample.readerWchan) ? "frozen" : "disk";
  return wchan === "0" || LOOP.test(wchan) ? "free" : "other";
}

/** Ready to run, and on a CPU for less than half of the time between two samples. */
const starved = (before: Sample, sample: Sample): boolean => sample.ranMs - before.ranMs < 500 * (sample.at - before.at);

export interface Spell {
  readonly hold: Hold;
  readonly ms: number;
  readonly descriptor: string | null;
}

/** Samples in a row that show the same, as long as they lasted: up to the next sample. */
export function spellsOf(samples: readonly Sample[]): readonly Spell[] {
  const spells: { hold: Hold; ms: number; descriptor: string | null }[] = [];
  let current: Hold | undefined;
  for (const [index, sample] of samples.entries()) {
    const hold = holdOf(sample, samples[index - 1]);
    const ms = Math.max(0, Math.round(1_000 * ((samples[index + 1]?.at ?? sample.at) - sample.at)));
    const last = spells.at(-1);
    if (last !== undefined && hold === current) last.ms += ms;
    else spells.push({ hold, ms, descriptor: sample.descriptor });
    current = hold;
  }
  return spells;
}
