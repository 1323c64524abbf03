import { countWords, minuteWords } from "../atoms/format.ts";

/** What a page says of the runs of a runbook. */
export interface RunCounts {
  readonly runs: number;
  readonly practice: number;
  readonly concluded: number;
  readonly medianSeconds: number | null;
  readonly endings: readonly {
    readonly verdict: string;
    readonly certainty: string | null;
    readonly cause: string | null;
    readonly count: number;
  }[];
}

/** "21 runs · median 8 min · 19 named a cause" */
export function runsWords(counts: RunCounts | null): string {
  if (counts === null) return "never run here";
  const { runs, practice, medianSeconds } = counts;
  const ofThem = practice === 0 ? "" : practice === runs ? ", all of them practice" : `, ${practice} of them practice`;
  const parts = [
    `${countWords(runs, "run")}${ofThem}`,
    ...(medianSeconds === null ? [] : [`median ${medianWords(medianSeconds)}`]),
    ...(counts.concluded === 0 ? [] : [`${namedIn(counts)} named a cause`]),
  ];
  return parts.join(" · ");
}

/** In words: figures with a colon would read as a time of day here. */
export const medianWords = (seconds: number): string => minuteWords(Math.max(1, seconds));

export const namedIn = ({ endings }: RunCounts): number =>
  endings.filter(({ verdict }) => verdict === "cause" || verdict === "several").reduce((sum, { count }) => sum + count, 0);
