import type { Row } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";
import { decimal } from "../number.ts";

export interface Wait {
  readonly tid: string;
  readonly name: string;
  readonly state: string;
  readonly where: string;
  readonly longestMs: number;
  readonly totalMs: number;
  readonly times: number;
  readonly open: boolean;
}

/** "500669<TAB>500669<TAB>1<TAB>0<TAB>D<TAB>kernel_clone < do_syscall_64<TAB>12421<TAB>backup", times in microseconds. */
export const waitsIn = (lines: readonly string[]): readonly Wait[] =>
  lines
    .filter((line) => line !== "")
    .map((line) => {
      const [longest, total, times, open, state = "", where = "", tid = "", ...name] = line.split("\t");
      if (!/^[SDTt]$/.test(state) || name.length === 0) unparsable(`"${line.slice(0, 60)}" is not a wait`);
      const ms = (text: string | undefined): number => Number(decimal(text, "microseconds")) / 1_000;
      return {
        ...{ tid, name: name.join("\t"), state, where, open: open === "1" },
        ...{ longestMs: ms(longest), totalMs: ms(total), times: Number(decimal(times, "times")) },
      };
    });

export interface Still {
  readonly tid: string;
  readonly process: string;
  readonly name: string;
  readonly state: string;
  readonly where: string;
}

/** "3017<TAB>3021<TAB>D<TAB>folio_wait_bit ext4_sync_file <TAB>keepalived<TAB>keepalived": what was found waiting, with its stack or its place. */
export const stillIn = (lines: readonly string[]): readonly Still[] =>
  lines
    .filter((line) => line !== "")
    .map((line) => {
      const [, tid = "", state = "", stack = "", process = "", ...name] = line.split("\t");
      if (!/^\d+$/.test(tid) || !/^[DTt]$/.test(state)) unparsable(`"${line.slice(0, 60)}" is not a thread that waits`);
      const where = stack
        .trim()
        .split(" ")
        .filter((frame) => !ABOVE_A_WAIT.test(frame))
        .slice(0, FRAMES)
        .join(" < ");
      return { tid, process, name: name.join("\t"), state, where: where === "" ? "-" : where };
    });

const FRAMES = 4;
const ABOVE_A_WAIT =
  /^(__schedule|schedule|schedule_timeout\w*|io_schedule\w*|__wait_for_common|wait_for_completion\w*|bit_wait\w*|__wait_on_bit\w*|out_of_line_wait_on_bit\w*)$/;

const WORDS: Readonly<Record<string, string>> = { D: "blocked", S: "waiting", T: "stopped", t: "traced" };

/** Until the program that it starts runs or ends, a program waits uninterruptibly as well. That is no disk and no lock. */
const STARTS = /sys_vfork\b/;

const wordOf = ({ state, where }: { readonly state: string; readonly where: string }): string =>
  state === "D" && STARTS.test(where) ? "starting a program" : (WORDS[state] ?? state);

/** One row a thread, state and place, the longest first. What was found in the same place before and after, and never seen to move, waited all the time. */
export function waitRows(
  waits: readonly Wait[],
  [before, after]: readonly [readonly Still[], readonly Still[]],
  windowMs: number,
): readonly Row[] {
  const moved = new Set(waits.map(({ tid, name }) => `${tid} ${name}`));
  const earlier = new Set(before.map(({ tid, name, state }) => `${tid} ${name} ${state}`));
  const whole = after
    .filter(({ tid, name, state }) => earlier.has(`${tid} ${name} ${state}`) && !moved.has(`${tid} ${name}`))
    .map(({ tid, process, name, state, where }) => ({
      ...{ name: process === name || process === "" ? name : `${process} (${name})`, tid, state, where },
      ...{ longestMs: windowMs, totalMs: windowMs, times: 1, open: true },
    }));
  return [...waits, ...whole]
    .toSorted((a, b) => b.longestMs - a.longestMs)
    .map((wait) => ({
      key: `${wait.name}, thread ${wait.tid}, ${wordOf(wait)} in ${wait.where}`,
      longestMs: wait.longestMs,
      totalMs: wait.totalMs,
      times: wait.times,
      state: wordOf(wait),
      where: wait.where,
      open: wait.open,
    }));
}
