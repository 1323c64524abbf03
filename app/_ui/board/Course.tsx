"use client";

import { Fragment, useMemo } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import { courseOf, type Attempts as Tried, type Bar, type Course as View, type RoundCourse } from "#machines/journal/course.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { Time } from "../atoms/Time.tsx";
import { countWords } from "../atoms/format.ts";
import { fitted } from "../drawing/fit.ts";
import styles from "./board.module.css";
import { Echoes } from "./Echoes.tsx";

/** Of a narrow phone: elsewhere it is drawn larger. */
const WIDTH = 328;
/** Of what is read before and after, below it of what watches during the window. */
const TRACK = 8;
const HOST = 46;
const AXIS = 22;
/** Of all attempts together, where there are many. */
const ATTEMPTS = 120;

interface Props {
  readonly events: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
}

/** What ran when, round by round: the window in which the symptom was provoked, commands as bars on each host, single attempts as marks. */
export function Course({ events, catalogue }: Props): React.JSX.Element | null {
  const view = useMemo(() => {
    const [first] = events;
    return first?.type === "started" ? courseOf(events, first.runbook, catalogue) : null;
  }, [events, catalogue]);
  if (view === null || view.rounds.length === 0) return null;
  return (
    <>
      {view.rounds.map((round) => (
        <Fragment key={round.round}>
          <Round round={round} />
          {round.attempts.map((tried, at) => (
            <Attempts key={`${tried.what} ${at}`} tried={tried} />
          ))}
          <Echoes all={round.echoes} />
        </Fragment>
      ))}
      <p className={styles.aside}>{restWords(view)}</p>
    </>
  );
}

const restWords = ({ rounds, others }: View): string =>
  [
    "Full bars are probes, faint ones only read; an outlined bar was not to be read.",
    ...(others === 0 ? [] : [`${countWords(others, "round")} more read what does not change with time, without probes.`]),
    ...(rounds.some(({ sends, attempts, echoes }) => !sends || attempts.length + echoes.length > 0)
      ? []
      : ["Within a window the probes counted, and did not say when each of theirs came or was lost: there is no line to draw."]),
  ].join(" ");

const seconds = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

function Round({ round }: { readonly round: RoundCourse }): React.JSX.Element {
  const { from, to, windows, sends, hosts, attempts } = round;
  const x = (at: number): number => ((at - from) / Math.max(1, to - from)) * WIDTH;
  const bottom = hosts.length * HOST;
  const window = windows.reduce((sum, one) => sum + one.to - one.from, 0);
  const tried = attempts
    .map(({ what, bad, each, untimed }) => {
      const lost = each.filter((one) => one.lost).length + untimed.lost;
      return `, ${lost} of ${countWords(each.length + untimed.count, what)} ${bad}`;
    })
    .join("");
  const say = `${seconds(to - from)}, ${countWords(hosts.flatMap(({ bars }) => bars).length, "reading")}, ${sends ? "probes" : "watched"} for ${seconds(window)}${tried}`;
  return (
    <figure className={styles.chart}>
      <figcaption>
        <b>Round {round.round}</b> <Time at={new Date(from).toISOString()} as="seconds" /> {say}
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${bottom + AXIS}`}
        role="img"
        aria-label={`Round ${round.round}: ${say}; ${hosts.map(hostWords).join("; ")}`}
      >
        {windows.map((one) => (
          <rect key={one.from} x={x(one.from)} y={0} width={Math.max(2, x(one.to) - x(one.from))} height={bottom} fill="var(--hover)" />
        ))}
        {hosts.map(({ name, bars }, at) => (
          <g key={name}>
            <text x={0} y={at * HOST + 14} className={styles.strong}>
              {fitted(name, WIDTH, { size: 12 })}
            </text>
            {bars.map((bar) => (
              <Command key={`${bar.seq} ${bar.moment}`} bar={bar} x={x} y={at * HOST + 20} />
            ))}
          </g>
        ))}
        <line x1={0} x2={WIDTH} y1={bottom} y2={bottom} stroke="var(--line-2)" />
        <text x={0} y={bottom + 15}>
          0
        </text>
        <text x={WIDTH} y={bottom + 15} textAnchor="end">
          {seconds(to - from)}
        </text>
        {windows[0] === undefined ? null : (
          <text x={Math.min(Math.max(x((windows[0].from + windows[0].to) / 2), 40), WIDTH - 60)} y={bottom + 15} textAnchor="middle">
            {sends ? "probes" : "watched"}
          </text>
        )}
      </svg>
    </figure>
  );
}

/** "timedOut" is a value of the probe. */
const endWords = (end: string): string => end.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const TITLES = { attempt: "Attempts", lookup: "Lookups", conversation: "Conversations" } as const;

/** Single attempts below each other, each from when it began to when it ended. */
function Attempts({ tried: { what, atOnce, each: attempts, untimed } }: { readonly tried: Tried }): React.JSX.Element {
  const inOrder = attempts.toSorted((a, b) => a.from - b.from || a.to - b.to);
  const from = Math.min(...attempts.map((one) => one.from));
  const to = Math.max(...attempts.map((one) => one.to));
  const x = (at: number): number => ((at - from) / Math.max(1, to - from)) * WIDTH;
  const row = Math.min(8, ATTEMPTS / attempts.length);
  const bottom = attempts.length * row + 2;
  const ends = [...new Set(inOrder.map(({ end }) => end))]
    .map((end) => `${inOrder.filter((one) => one.end === end).length} ${endWords(end)}`)
    .concat(untimed.count === 0 ? [] : [`${untimed.count} more of which no time is known`])
    .join(", ");
  return (
    <figure className={styles.chart}>
      <figcaption>
        <b>{TITLES[what]}</b> {atOnce ? "begun at once, " : ""}each as long as it took: {ends}
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${bottom + AXIS}`}
        role="img"
        aria-label={`${countWords(attempts.length + untimed.count, what)}: ${ends}`}
      >
        {inOrder.map((one, at) => (
          <rect
            key={`${one.from} ${at}`}
            x={x(one.from)}
            y={at * row}
            width={Math.max(2, x(one.to) - x(one.from))}
            height={Math.max(1, row - 2)}
            fill={one.lost ? "var(--failed-soft)" : "var(--ink-2)"}
            stroke={one.lost ? "var(--failed)" : "none"}
          >
            <title>{`${endWords(one.end)} after ${seconds(one.to - one.from)}`}</title>
          </rect>
        ))}
        <line x1={0} x2={WIDTH} y1={bottom} y2={bottom} stroke="var(--line-2)" />
        <text x={0} y={bottom + 15}>
          0
        </text>
        <text x={WIDTH} y={bottom + 15} textAnchor="end">
          {seconds(to - from)}
        </text>
      </svg>
    </figure>
  );
}

const hostWords = ({ name, bars }: RoundCourse["hosts"][number]): string => {
  const failed = bars.filter((bar) => bar.failed).length;
  return `${name}: ${countWords(bars.length, "reading")}${failed === 0 ? "" : `, ${failed} not read`}`;
};

/** Reads above, what watches or probes during the window below; what could not be read is only an outline. */
function Command({ bar, x, y }: { readonly bar: Bar; readonly x: (at: number) => number; readonly y: number }): React.JSX.Element {
  const { from, to, title, moment, probe, failed } = bar;
  const during = moment === "during";
  return (
    <rect
      x={x(from)}
      y={y + (during ? TRACK + 3 : 0)}
      width={Math.max(2, x(to) - x(from))}
      height={TRACK}
      rx={1}
      fill={failed ? "none" : probe ? "var(--ink)" : "var(--ink-3)"}
      fillOpacity={probe || failed ? 1 : 0.45}
      stroke={failed ? "var(--unknown)" : "none"}
    >
      <title>{`${title}, ${moment}, ${seconds(to - from)}${failed ? ", not read" : ""}`}</title>
    </rect>
  );
}
