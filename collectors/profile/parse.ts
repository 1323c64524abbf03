import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, fraction } from "../number.ts";
import { linesOf, type Sections, sections } from "../section.ts";
import { countIn, samplesIn, shareOf, sharesBy } from "./samples.ts";
import { stillIn, waitRows, waitsIn } from "./waits.ts";

/** Rows of each table; the host sends no more than a hundred of each. */
const ROWS = 40;
/** Containers leave dozens of stopped processes behind: none of them may take the place of one that is blocked. */
const OF_EACH_STATE = 20;

export function parseProfile(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections({ ...output, stdout: output.stdout.replace(/^CULPRIT-ARMED\n/, "") });
  const window = all.has("armed") ? `${linesOf(all, "armed")[0]} ${linesOf(all, "stopped")[0]}` : linesOf(all, "window")[0];
  const seconds = between(window, "window");
  const { rows, rest } = samplesIn(linesOf(all, "on"));
  const samples = countIn(rows) + rest;
  const kernel = countIn(rows.filter((row) => row.kernel));
  const functions = sharesBy(
    rows.filter((row) => row.kernel),
    ({ at }) => at,
    samples,
  );
  const off = offCpu(all, seconds);
  return {
    fields: {
      windowSeconds: seconds,
      samples,
      lostSamples: decimal(linesOf(all, "on lost")[0], "lost samples"),
      kernelPercent: shareOf(kernel, samples - rest),
      topFunction: functions[0]?.key ?? unknown("no sample was in the kernel"),
      topFunctionPercent: functions[0]?.["percent"] ?? (samples === 0 ? unknown("no sample was taken") : 0),
      ...off.fields,
    },
    tables: {
      cpus: sharesBy(rows, ({ cpu }) => cpu, samples).map(({ call: _call, ...row }) => row as Row),
      programs: sharesBy(rows, ({ name }) => name, samples).slice(0, ROWS),
      functions: functions.slice(0, ROWS).map(({ key, percent }) => ({ key, percent: percent ?? unknown("no share") })),
      waits: off.rows.filter((row, at) => off.rows.slice(0, at).filter(({ state }) => state === row["state"]).length < OF_EACH_STATE),
    },
  };
}

const OF_WAITS = ["waitSeconds", "lostSwitches", "blockedMs", "waitingMs", "stoppedMs"] as const;
const NO_TRACE = unknown("what programs waited for takes tracefs, which is not mounted");

function offCpu(all: Sections, seconds: number): { readonly fields: Readonly<Record<string, Value>>; readonly rows: readonly Row[] } {
  if (linesOf(all, "off")[0] === "!absent") return { fields: Object.fromEntries(OF_WAITS.map((name) => [name, NO_TRACE])), rows: [] };
  const before = stillIn(linesOf(all, "still before"));
  const after = stillIn(linesOf(all, "still after"));
  const rows = waitRows(waitsIn(linesOf(all, "off")), [before, after], seconds * 1_000);
  const seen = linesOf(all, "off seen")[0] ?? "";
  const lost = decimal(linesOf(all, "off lost")[0], "lost switches");
  const longest = (state: string): Value =>
    rows.reduce(
      (most, row) => (row["state"] === state && typeof row["longestMs"] === "number" ? Math.max(most, row["longestMs"]) : most),
      0,
    );
  return {
    fields: {
      waitSeconds: seen.trim() === "" ? 0 : between(seen, "switches"),
      lostSwitches: lost,
      blockedMs: longest("blocked"),
      waitingMs: longest("waiting"),
      stoppedMs: Math.max(Number(longest("stopped")), Number(longest("traced"))),
    },
    rows,
  };
}

/** "26010.82 26012.30": from and to, by one clock. */
function between(line: string | undefined, what: string): number {
  const [from, to] = (line ?? "").split(" ").map((word) => fraction(word, what));
  if (from === undefined || to === undefined || to < from) return unparsable(`the ${what} has no beginning and end`);
  return Math.round((to - from) * 100) / 100;
}
