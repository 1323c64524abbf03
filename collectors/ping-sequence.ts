import { unknown, type Value } from "#machines/contract/value.ts";

const ANSWER = /^(?:\[[\d.]+\] )?\d+ bytes from .*?[: ](?:icmp_)?seq=(\d+) (?!.*(?:DUP!|BAD CHECKSUM))(?:.*time[=<]([\d.]+) ms)?/gm;
/** icmp_seq is 16 bits wide and begins again at 0. */
const WRAP = 65_536;
const LONGEST_LINE = 400;
/** What a drawing can show apart. */
const MOST_RUNS = 400;

export interface LossRuns {
  readonly lost: number;
  readonly longest: number;
  readonly first: Value;
  /** The first that was lost, counted from 1 whatever ping counts from, and how many in a row were; the first MOST_RUNS of them. */
  readonly runs: readonly { readonly first: number; readonly count: number }[];
}

/** Which probes were answered, by the lines printed for each. iputils counts from 1, busybox from 0. */
export function sequence(stdout: string): {
  answered(number: number): boolean;
  lossRuns(sent: number): LossRuns;
  /** Of those that came back with a time, counted from 1: as ping printed it. */
  readonly trips: readonly { readonly number: number; readonly took: string }[];
} {
  const base = /^\d+ bytes from .*[: ]seq=/m.test(stdout) ? 0 : 1;
  const answered = new Set<number>();
  const trips: { number: number; took: string }[] = [];
  let last = 0;
  // A line of ping is short; a longer one is not ping's, and searching it for DUP again and again would take quadratic time.
  const lines = stdout
    .split("\n")
    .filter((line) => line.length <= LONGEST_LINE)
    .join("\n");
  for (const [, text, took] of lines.matchAll(ANSWER)) {
    last = unwrapped(Number(text), last);
    answered.add(last);
    if (took !== undefined) trips.push({ number: last - base + 1, took });
  }
  return {
    answered: (number) => answered.has(number - 1 + base),
    lossRuns: (sent) => lossRuns(answered, base, sent),
    trips,
  };
}

/** Answers come nearly in order: of the numbers that look alike on the wire, the one nearest to the last answer is meant. */
const unwrapped = (seq: number, last: number): number => seq + WRAP * Math.max(0, Math.round((last - seq) / WRAP));

function lossRuns(answered: ReadonlySet<number>, base: number, sent: number): LossRuns {
  let [lost, longest, run] = [0, 0, 0];
  let first: Value = unknown("no probe was lost");
  const runs: { first: number; count: number }[] = [];
  for (let seq = base; seq < base + sent; seq += 1) {
    run = answered.has(seq) ? 0 : run + 1;
    if (run === 0) continue;
    if (lost === 0) first = seq;
    lost += 1;
    longest = Math.max(longest, run);
    const last = runs.at(-1);
    if (run > 1 && last !== undefined && last.first + last.count === seq - base + 1) last.count = run;
    else if (run === 1 && runs.length < MOST_RUNS) runs.push({ first: seq - base + 1, count: 1 });
  }
  return { lost, longest, first, runs };
}
