"use client";

import type { Echoes as Run } from "#machines/journal/course.ts";
import { countWords } from "../atoms/format.ts";
import styles from "./board.module.css";

/** Of a narrow phone: elsewhere it is drawn larger. */
const WIDTH = 328;
/** Of a strip of marks, and of one in which round trips stand as high as they took. */
const STRIP = 16;
const TRIPS = 48;
const AXIS = 22;

/** One strip for each run of ping. Their round trips have one scale: what a load adds is what the second one is higher. */
export function Echoes({ all }: { readonly all: readonly Run[] }): React.JSX.Element {
  const tallest = Math.max(0, ...all.flatMap(({ trips }) => trips.map(({ ms }) => ms)));
  return (
    <>
      {all.map((run, at) => (
        <Strip key={`${run.what ?? ""} ${at}`} run={run} tallest={tallest} />
      ))}
    </>
  );
}

/** Echo probes from the first number to the last: a mark where they were lost. Evenly spread loss and one burst look as different as they are. */
function Strip({ run, tallest }: { readonly run: Run; readonly tallest: number }): React.JSX.Element {
  const { what, sent, runs, trips } = run;
  const height = trips.length === 0 ? STRIP : TRIPS;
  const say = saying(run);
  const x = (number: number): number => ((number - 1) / sent) * WIDTH;
  const wide = (count: number): number => Math.max(1, (count / sent) * WIDTH);
  return (
    <figure className={styles.chart}>
      <figcaption>
        <b>Echoes</b> {what === null ? "" : `${what}, `}by their number: {say}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${height + AXIS}`} role="img" aria-label={what === null ? say : `${what}: ${say}`}>
        <rect x={0} y={0} width={WIDTH} height={height} fill="var(--hover)" />
        {trips.map(({ number, ms }) => {
          const tall = Math.max(1, (ms / Math.max(tallest, Number.EPSILON)) * height);
          return (
            <rect key={`trip ${number}`} x={x(number)} y={height - tall} width={wide(0.7)} height={tall} fill="var(--ink-2)">
              <title>{`number ${number} took ${millis(ms)}`}</title>
            </rect>
          );
        })}
        {runs.map(({ first, count }) => (
          <rect key={first} x={x(first)} y={0} width={wide(count)} height={height} fill="var(--failed)">
            <title>{count === 1 ? `number ${first} lost` : `numbers ${first} to ${first + count - 1} lost`}</title>
          </rect>
        ))}
        <text x={0} y={height + 15}>
          1
        </text>
        {trips.length === 0 ? null : (
          <text x={WIDTH / 2} y={height + 15} textAnchor="middle">
            full height {millis(tallest)}
          </text>
        )}
        <text x={WIDTH} y={height + 15} textAnchor="end">
          {sent}
        </text>
      </svg>
    </figure>
  );
}

const millis = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;

function saying({ sent, lost, runs, trips }: Run): string {
  const longest = Math.max(0, ...runs.map(({ count }) => count));
  const shown = runs.reduce((sum, { count }) => sum + count, 0);
  const times = trips.map(({ ms }) => ms);
  return [
    `${lost} of ${countWords(sent, "echo request")} lost`,
    ...(longest > 1 ? [`, at most ${longest} in a row`] : []),
    ...(times.length === 0 ? [] : [`, round trips of ${millis(Math.min(...times))} to ${millis(Math.max(...times))}`]),
    ...(shown < lost ? [`; the first ${shown} are marked`] : []),
  ].join("");
}
