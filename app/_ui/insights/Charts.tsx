import { minuteWords, numberWords } from "../atoms/format.ts";
import type { TimeRow } from "#server/read/insights.ts";
import { periodWords, type Choice } from "./range.ts";
import styles from "./insights.module.css";

export interface CauseRow {
  readonly cause: string;
  readonly total: number;
  /** One for each period. */
  readonly counts: readonly number[];
}

const MOST_CAUSES = 8;

/** The most frequent first, each with a number for every period. */
export function causeRows(
  found: readonly { readonly at: string; readonly cause: string; readonly count: number }[],
  periods: readonly string[],
): readonly CauseRow[] {
  const byCause = new Map<string, Map<string, number>>();
  for (const { at, cause, count } of found) byCause.set(cause, (byCause.get(cause) ?? new Map<string, number>()).set(at, count));
  return [...byCause]
    .map(([cause, counts]) => ({
      cause,
      total: [...counts.values()].reduce((a, b) => a + b, 0),
      counts: periods.map((at) => counts.get(at) ?? 0),
    }))
    .toSorted((a, b) => b.total - a.total || (a.cause < b.cause ? -1 : 1));
}

/** A row of bars for each cause, all on one scale: how often is their height, when is their place. */
export function CausesChart({
  rows,
  periods,
  period,
}: {
  readonly rows: readonly CauseRow[];
  readonly periods: readonly string[];
  readonly period: Choice["period"];
}): React.JSX.Element {
  const shown = rows.slice(0, MOST_CAUSES);
  const top = Math.max(1, ...shown.flatMap(({ counts }) => counts));
  const [first, last] = [periods[0], periods.at(-1)];
  return (
    <div className={styles.causes}>
      {shown.map(({ cause, total, counts }) => (
        <div key={cause} className={styles.cause}>
          <code title={cause}>{cause}</code>
          <svg
            viewBox={`0 0 ${Math.max(1, counts.length)} 24`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`${cause}: ${total}, at most ${Math.max(...counts)} in one ${period}`}
          >
            {counts.map((count, at) => {
              const height = count === 0 ? 0.75 : Math.max(2, (count / top) * 24);
              return (
                <rect
                  key={periods[at]}
                  x={at + 0.1}
                  width={0.8}
                  y={24 - height}
                  height={height}
                  className={count === 0 ? styles.none : styles.bar}
                />
              );
            })}
          </svg>
          <b>{numberWords(total)}</b>
        </div>
      ))}
      <div className={styles.axis}>
        <span>{first === undefined ? "" : periodWords(first, period)}</span>
        <span>{last === undefined ? "" : periodWords(last, period)}</span>
      </div>
    </div>
  );
}

const WIDTH = 480;
const HEIGHT = 184;

/** Median as a line with points, nine of ten as a dashed one: told apart without colour. */
export function TimesChart({
  rows,
  period,
}: {
  readonly rows: readonly TimeRow[];
  readonly period: Choice["period"];
}): React.JSX.Element | null {
  const with_ = rows.filter(({ medianSeconds }) => medianSeconds !== null);
  const end = with_.at(-1);
  if (end === undefined) return null;
  const top = niceTop(Math.max(60, ...with_.map(({ nineOfTenSeconds }) => nineOfTenSeconds ?? 0)) / 60);
  const x = (at: number): number => (with_.length < 2 ? WIDTH / 2 : (at / (with_.length - 1)) * WIDTH);
  const y = (seconds: number): number => HEIGHT - (seconds / 60 / top) * (HEIGHT - 12);
  const line = (of: (row: TimeRow) => number | null): string =>
    with_.map((row, at) => `${at === 0 ? "M" : "L"}${x(at).toFixed(1)} ${y(of(row) ?? 0).toFixed(1)}`).join("");
  const [first] = with_;
  return (
    <figure className={styles.times}>
      <svg
        viewBox={`-8 0 ${WIDTH + 16} ${HEIGHT + 28}`}
        role="img"
        aria-label={`Time to verdict from ${minuteWords(first?.medianSeconds ?? 0)} to ${minuteWords(end.medianSeconds ?? 0)} in the median`}
      >
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line x1={0} x2={WIDTH} y1={y(top * part * 60)} y2={y(top * part * 60)} className={styles.grid} />
            <text x={0} y={y(top * part * 60) - 4}>
              {part === 0 ? "" : `${Math.round(top * part * 10) / 10} min`}
            </text>
          </g>
        ))}
        <path d={line((row) => row.nineOfTenSeconds)} className={styles.dashed} />
        <path d={line((row) => row.medianSeconds)} className={styles.line} />
        {with_.length > 60
          ? null
          : with_.map((row, at) => <circle key={row.at} cx={x(at)} cy={y(row.medianSeconds ?? 0)} r={3} className={styles.point} />)}
        <text x={WIDTH + 12} y={y(end.medianSeconds ?? 0) + 4} className={`${styles.strong} ${styles.end}`}>
          median {minuteWords(end.medianSeconds ?? 0)}
        </text>
        <text className={styles.end} x={WIDTH + 12} y={Math.min(y(end.nineOfTenSeconds ?? 0) + 4, y(end.medianSeconds ?? 0) - 12)}>
          9 of 10 in {minuteWords(end.nineOfTenSeconds ?? 0)}
        </text>
        <text x={0} y={HEIGHT + 20}>
          {first === undefined ? "" : periodWords(first.at, period)}
        </text>
        <text x={WIDTH} y={HEIGHT + 20} textAnchor="end">
          {periodWords(end.at, period)}
        </text>
      </svg>
      <figcaption aria-hidden>
        <span>median {minuteWords(end.medianSeconds ?? 0)}</span>
        <span>9 of 10 in {minuteWords(end.nineOfTenSeconds ?? 0)}</span>
      </figcaption>
    </figure>
  );
}

/** So that the lines have round numbers, and the curve the room. */
function niceTop(minutes: number): number {
  const power = 10 ** Math.floor(Math.log10(minutes));
  return ([1, 2, 3, 4, 6, 8, 10].find((step) => step * power >= minutes) ?? 10) * power;
}

export function Bar({ share }: { readonly share: number }): React.JSX.Element {
  return (
    <svg viewBox="0 0 100 8" preserveAspectRatio="none" className={styles.share} aria-hidden>
      <rect width={Math.max(0.6, share * 100)} height={8} className={styles.bar} />
    </svg>
  );
}
