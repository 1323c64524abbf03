import { countWords, minuteWords } from "../atoms/format.ts";
import type { HostRow, TestRow, TimeRow } from "#server/read/insights.ts";

export interface Finding {
  readonly head: string;
  readonly say: string;
}

/** A test that ran so often and never changed anything is worth a word. */
const OFTEN = 10;

/** What the numbers say, in up to three sentences; nothing where they say nothing. */
export function findingsOf(times: readonly TimeRow[], hosts: readonly HostRow[], tests: readonly TestRow[]): readonly Finding[] {
  return [...timeFinding(times), ...hostFinding(hosts), ...testFinding(tests)];
}

function timeFinding(times: readonly TimeRow[]): readonly Finding[] {
  const known = times.flatMap(({ medianSeconds, count }) => (medianSeconds === null ? [] : [{ medianSeconds, count }]));
  const [half, rest] = [known.slice(0, Math.floor(known.length / 2)), known.slice(Math.floor(known.length / 2))];
  // Two or three investigations have no trend.
  if (half.reduce((sum, { count }) => sum + count, 0) < OFTEN || rest.reduce((sum, { count }) => sum + count, 0) < OFTEN) return [];
  const mean = (rows: typeof known): number =>
    rows.reduce((sum, row) => sum + row.medianSeconds * row.count, 0) / rows.reduce((sum, { count }) => sum + count, 0);
  const [was, is] = [mean(half), mean(rest)];
  const moved = (is < was * 0.9 || is > was * 1.1) && Math.abs(is - was) > CHANCE * Math.hypot(errorOf(half), errorOf(rest));
  const head = !moved
    ? "Verdicts take about as long as before, or chance explains the difference."
    : is < was
      ? "Verdicts come sooner."
      : "Verdicts come later.";
  // Rounded alike they would deny what the head says, and rounded apart what it does not.
  const [first, second] = minuteWords(was) === minuteWords(is) || !moved ? [exact(was), exact(is)] : [minuteWords(was), minuteWords(is)];
  return [{ head, say: `The median was ${first} in the first half of this time and ${second} in the second.` }];
}

/** A difference of two means below twice its standard error comes about by chance in one of twenty such pages. */
const CHANCE = 2;

/** The standard error of the mean of these periods' medians, by how they scatter; with fewer than three of them nothing is known of that. */
function errorOf(rows: readonly { readonly medianSeconds: number }[]): number {
  if (rows.length < 3) return Infinity;
  const mean = rows.reduce((sum, row) => sum + row.medianSeconds, 0) / rows.length;
  const squares = rows.reduce((sum, row) => sum + (row.medianSeconds - mean) ** 2, 0);
  return Math.sqrt(squares / (rows.length - 1) / rows.length);
}

/** "4 min 20 s". */
const exact = (seconds: number): string =>
  seconds < 60 ? minuteWords(seconds) : `${Math.floor(Math.round(seconds) / 60)} min ${Math.round(seconds) % 60} s`;

function hostFinding(hosts: readonly HostRow[]): readonly Finding[] {
  const again = hosts
    .flatMap(({ host, causes }) => causes.filter(({ count }) => count > 1).map((each) => ({ host, ...each })))
    .toSorted((a, b) => b.count - a.count)[0];
  return again === undefined
    ? []
    : [
        {
          head: "One cause keeps coming back.",
          say: `On ${again.host} ${again.cause} was named ${again.count === 2 ? "twice" : `${again.count} times`}.`,
        },
      ];
}

function testFinding(tests: readonly TestRow[]): readonly Finding[] {
  const idle = tests.filter(({ ran, changed }) => ran >= OFTEN && changed === 0);
  const [first] = idle;
  if (first === undefined) return [];
  const head = idle.length === 1 ? "One test never helped." : `${idle.length} tests never helped.`;
  const which = idle.length === 1 ? "It is" : "One is";
  return [{ head, say: `${which} ${first.test} of ${first.runbook}: it ran ${countWords(first.ran, "time")} and changed no standing.` }];
}
