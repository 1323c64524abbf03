"use client";

import { useMemo, useState } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import type { Board } from "#machines/journal/board.ts";
import { decidingCounts } from "#machines/journal/deciding-counts.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { EvidenceLine } from "#machines/journal/message.ts";
import { timeline, type Series, type Timeline as Windows } from "#machines/journal/timeline.ts";
import { formatNumber } from "#machines/explain/number.ts";
import { Empty } from "../atoms/Place.tsx";
import { Time } from "../atoms/Time.tsx";
import { countWords } from "../atoms/format.ts";
import styles from "./board.module.css";
import { Course } from "./Course.tsx";

/** Of a narrow phone: elsewhere it is drawn larger. */
const WIDTH = 328;
const HEIGHT = 56;
const LABEL = 64;

interface Props {
  readonly events: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
  readonly hypotheses: Board["hypotheses"];
}

/** Small multiples of the counters that hypotheses speak of, around the reproductions. Counters that did not move stand in one line. */
export function Timeline({ events, catalogue, hypotheses }: Props): React.JSX.Element {
  const view = useMemo(() => {
    const [first] = events;
    return first?.type === "started" ? timeline(events, first.runbook, catalogue) : { series: [], windows: [] };
  }, [events, catalogue]);
  const [flat, setFlat] = useState(false);
  const decided = useMemo(() => decidingCounts(hypotheses, view.series), [hypotheses, view]);
  const first = (one: Series): boolean => decided.series.has(one.key);
  const moved = view.series.filter((one) => one.change !== 0 || first(one)).sort((a, b) => Number(first(b)) - Number(first(a)));
  const still = view.series.filter((one) => one.change === 0 && !first(one));
  if (view.series.length === 0 && decided.counted.length === 0)
    return (
      <>
        <Course events={events} catalogue={catalogue} />
        <div className={styles.pad}>
          <Empty title="No counter to draw.">
            Those that hypotheses speak of stand here once they were read before and after the window. What is worked out from several
            readings stands with its hypothesis.
          </Empty>
        </div>
      </>
    );
  return (
    <>
      <Course events={events} catalogue={catalogue} />
      <Counted lines={decided.counted} />
      {moved.map((series) => (
        <Chart key={series.key} series={series} windows={view.windows} decided={first(series)} />
      ))}
      {still.length === 0 ? null : (
        <button type="button" className={styles.group} aria-expanded={flat} onClick={() => setFlat(!flat)}>
          <b>Did not move</b> {still.length}
        </button>
      )}
      {flat ? still.map((series) => <Chart key={series.key} series={series} windows={view.windows} decided={false} />) : null}
      {view.series.length === 0 ? null : <Numbers series={view.series} />}
    </>
  );
}

/** What decided and was counted by a sensor within the window: it begins at nothing, so there is no line to draw. */
function Counted({ lines }: { readonly lines: readonly EvidenceLine[] }): React.JSX.Element | null {
  if (lines.length === 0) return null;
  return (
    <ul className={styles.counted} aria-label="Counted during the window, decided the verdict">
      {lines.map((line) => (
        <li key={line.key}>
          <span>
            <code>{line.field}</code> {line.hostName}, during <Decided />
          </span>
          <b>{line.seq === null ? line.saw : <a href={`#e${line.seq}`}>{line.saw}</a>}</b>
          <small>predicted {line.predicted}</small>
        </li>
      ))}
    </ul>
  );
}

const Decided = (): React.JSX.Element => <em className={styles.decided}>decided</em>;

/** The same as numbers, one row for each counter on each host. */
function Numbers({ series }: { readonly series: readonly Series[] }): React.JSX.Element {
  return (
    <details className={styles.numbers}>
      <summary>As table</summary>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Counters, table">
        <table>
          <thead>
            <tr>
              <th scope="col">counter</th>
              <th scope="col">read</th>
              <th scope="col" className="number">
                change
              </th>
            </tr>
          </thead>
          <tbody>
            {series.map(({ key, field, hostName, samples, change }) => (
              <tr key={key}>
                <td>
                  <code>{field}</code>
                  <div>{hostName}</div>
                </td>
                <td>
                  {samples.map(({ at, moment, value }) => (
                    <div key={at}>
                      {moment} <b>{formatNumber(value)}</b> <Time at={new Date(at).toISOString()} as="seconds" />
                    </div>
                  ))}
                </td>
                <td className="number">{changeWords(change)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const changeWords = (change: Series["change"]): string => (change === null ? "reset" : `${change >= 0 ? "+" : ""}${formatNumber(change)}`);

/** So much of the width "before" and "after" take at the ends, with "during" between them. */
const WORD = 60;

/** A point is before or after the window, and the word stands at its end of the drawing; the window's own is over it, as far as there is room. */
function Moments({
  from,
  to,
  samples,
}: {
  readonly from: number;
  readonly to: number;
  readonly samples: Series["samples"];
}): React.JSX.Element {
  const end = WIDTH - LABEL;
  const has = (moment: "before" | "after"): boolean => samples.some((sample) => sample.moment === moment);
  return (
    <>
      {has("before") ? (
        <text x={0} y={HEIGHT + 15}>
          before
        </text>
      ) : null}
      <text x={Math.min(Math.max((from + to) / 2, WORD), end - WORD)} y={HEIGHT + 15} textAnchor="middle">
        during
      </text>
      {has("after") ? (
        <text x={end} y={HEIGHT + 15} textAnchor="end">
          after
        </text>
      ) : null}
    </>
  );
}

interface ChartProps {
  readonly series: Series;
  readonly windows: Windows["windows"];
  readonly decided: boolean;
}

function Chart({ series, windows, decided }: ChartProps): React.JSX.Element {
  const { samples } = series;
  const times = [...samples.map(({ at }) => at), ...windows.flatMap(({ from, to }) => [from, to])];
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const base = samples[0]?.value ?? 0;
  const top = Math.max(1, ...samples.map(({ value }) => value - base));
  const x = (at: number): number => (to === from ? 0 : ((at - from) / (to - from)) * (WIDTH - LABEL));
  const y = (value: number): number => HEIGHT - ((value - base) / top) * (HEIGHT - 8);
  const line = samples.map(({ at, value }, index) => `${index === 0 ? "M" : "L"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const end = samples.at(-1);
  const change = changeWords(series.change);
  return (
    <figure className={styles.chart}>
      <figcaption title={series.about}>
        <code>{series.field}</code> {series.hostName}, {countWords(samples.length, "sample")}
        {series.unit === "" ? "" : `, ${series.unit}`} {decided ? <Decided /> : null}
      </figcaption>
      <svg
        viewBox={`0 -4 ${WIDTH} ${HEIGHT + 22}`}
        role="img"
        aria-label={`${series.field} on ${series.hostName}: ${samples.map(({ moment, value }) => `${moment} ${formatNumber(value)}`).join(", ")}; change ${change}`}
      >
        {windows.map((window) => (
          <rect
            key={window.from}
            x={x(window.from)}
            y={-4}
            width={Math.max(2, x(window.to) - x(window.from))}
            height={HEIGHT + 4}
            fill="var(--hover)"
          />
        ))}
        <line x1={0} x2={WIDTH - LABEL} y1={HEIGHT} y2={HEIGHT} stroke="var(--line-2)" />
        <path d={line} fill="none" stroke="var(--ink)" strokeWidth={1.5} strokeLinejoin="round" />
        {samples.map(({ at, value }) => (
          <circle key={at} cx={x(at)} cy={y(value)} r={2.5} fill="var(--ink)" />
        ))}
        {end === undefined ? null : (
          <text x={WIDTH - LABEL + 8} y={y(end.value) + 4} className={styles.strong}>
            {change}
          </text>
        )}
        {windows.length === 1 && windows[0] !== undefined ? (
          <Moments from={x(windows[0].from)} to={x(windows[0].to)} samples={samples} />
        ) : (
          windows.map((window, index) => (
            <text key={window.from} x={(x(window.from) + x(window.to)) / 2} y={HEIGHT + 15} textAnchor="middle">
              window {index + 1}
            </text>
          ))
        )}
      </svg>
    </figure>
  );
}
