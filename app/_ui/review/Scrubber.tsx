"use client";

import { clsx } from "clsx";
import { Pause, Play, SkipBack, SkipForward, StepBack, StepForward } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { EVENT_WORDS } from "#machines/journal/event-words.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { Button } from "../atoms/Button.tsx";
import { Time } from "../atoms/Time.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { countWords } from "../atoms/format.ts";
import type { Marks } from "./marks.ts";
import styles from "./review.module.css";

const STEP_MS = 700;

const PHASE = {
  brief: "brief",
  reproduce: "reproduce",
  layout: "layout",
  initialConditions: "initial conditions",
  metrics: "metrics",
  tracing: "tracing",
  verdict: "verdict",
} as const;

interface Props {
  readonly events: readonly InvestigationEvent[];
  readonly marks: Marks;
  readonly at: number | null;
  readonly onAt: (at: number | null) => void;
}

/** Drag, or use the arrow keys: everything above shows the moment after that event. */
export function Scrubber({ events, marks, at, onAt }: Props): React.JSX.Element {
  const [playing, setPlaying] = useState(false);
  const last = events.length;
  const now = at ?? last;
  const go = (to: number): void => onAt(to >= last ? null : Math.max(1, to));
  const turn = (forward: boolean): void => {
    const seqs = marks.turns.map(({ seq }) => seq);
    setPlaying(false);
    go((forward ? seqs.find((seq) => seq > now) : seqs.findLast((seq) => seq < now)) ?? (forward ? last : 1));
  };
  usePlay(playing, () => {
    if (now >= last) setPlaying(false);
    else go(now + 1);
  });
  const event = events[now - 1];
  const hidden = last - now;
  return (
    <div className={styles.scrubber}>
      <div className={styles.where}>
        <b>{event === undefined ? "" : <Time at={event.at} as="seconds" />}</b>
        <span>
          event {now} of {last}
        </span>
        <div className={styles.buttons}>
          <Button
            small
            look="quiet"
            iconOnly
            aria-label="To the turn before"
            title="To the turn before"
            disabled={now <= 1}
            onClick={() => turn(false)}
          >
            <SkipBack size={16} strokeWidth={STROKE} aria-hidden />
          </Button>
          <Button
            small
            look="quiet"
            iconOnly
            aria-label="One event back"
            title="One event back"
            disabled={now <= 1}
            onClick={() => go(now - 1)}
          >
            <StepBack size={16} strokeWidth={STROKE} aria-hidden />
          </Button>
          <Button
            small
            look="quiet"
            iconOnly
            aria-label={playing ? "Hold" : "Play"}
            title={playing ? "Hold" : "Play"}
            onClick={() => {
              if (!playing && now >= last) go(1);
              setPlaying(!playing);
            }}
          >
            {playing ? <Pause size={16} strokeWidth={STROKE} aria-hidden /> : <Play size={16} strokeWidth={STROKE} aria-hidden />}
          </Button>
          <Button
            small
            look="quiet"
            iconOnly
            aria-label="One event on"
            title="One event on"
            disabled={now >= last}
            onClick={() => go(now + 1)}
          >
            <StepForward size={16} strokeWidth={STROKE} aria-hidden />
          </Button>
          <Button
            small
            look="quiet"
            iconOnly
            aria-label="To the next turn"
            title="To the next turn"
            disabled={now >= last}
            onClick={() => turn(true)}
          >
            <SkipForward size={16} strokeWidth={STROKE} aria-hidden />
          </Button>
        </div>
      </div>
      <Track events={events} marks={marks} now={now} onNow={go} />
      <p className={styles.hidden} role="status">
        {hidden === 0 ? "" : `${countWords(hidden, "later event is", "later events are")} hidden`}
      </p>
    </div>
  );
}

function Track({
  events,
  marks,
  now,
  onNow,
}: {
  readonly events: readonly InvestigationEvent[];
  readonly marks: Marks;
  readonly now: number;
  readonly onNow: (now: number) => void;
}): React.JSX.Element {
  const last = Math.max(2, events.length);
  const left = (seq: number): string => `${(((seq - 1) / (last - 1)) * 100).toFixed(2)}%`;
  const event = events[now - 1];
  return (
    <div className={styles.track}>
      <div className={styles.phases} aria-hidden>
        {marks.phases.map(({ phase, from, to }) => (
          <span
            key={`${phase} ${from}`}
            className={clsx(from <= now && styles.past)}
            style={{ left: left(from), width: `calc(${(((to - from) / (last - 1)) * 100).toFixed(2)}% + 2px)` }}
          >
            {to - from > last / 14 ? PHASE[phase] : ""}
          </span>
        ))}
      </div>
      <svg viewBox={`0 0 ${last - 1} 24`} preserveAspectRatio="none" aria-hidden>
        {events.map(({ seq, type }) => (
          <line
            key={seq}
            x1={seq - 1}
            x2={seq - 1}
            y1={LOUD.has(type) ? 2 : 10}
            y2="24"
            vectorEffect="non-scaling-stroke"
            className={clsx(seq <= now && styles.past)}
          />
        ))}
      </svg>
      <input
        type="range"
        min={1}
        max={events.length}
        value={now}
        onChange={(change) => onNow(Number(change.target.value))}
        aria-label="Moment"
        aria-valuetext={`event ${now} of ${events.length}${event === undefined ? "" : `, ${EVENT_WORDS[event.type]}`}`}
      />
      <div className={styles.turns} aria-hidden>
        {spaced(marks.turns, last).map(({ seq, say, shown }) => (
          <span key={seq} className={clsx(seq <= now && styles.past)} style={{ left: left(seq) }} title={say}>
            {shown ? <em data-end={seq > last * 0.85 || undefined}>{say}</em> : null}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Entries that people look for stand out. */
const LOUD: ReadonlySet<InvestigationEvent["type"]> = new Set<InvestigationEvent["type"]>([
  "roundPlanned",
  "concluded",
  "noted",
  "reviewNoted",
  "hostKeyAsked",
  "asked",
  "changeBegun",
  "signedOff",
]);

/** Labels need a sixth of the width each; those between are told on hover. The last one, how it ended, is always there. */
function spaced(turns: Marks["turns"], last: number): readonly (Marks["turns"][number] & { readonly shown: boolean })[] {
  const [need, end] = [last / 5.5, turns.at(-1)];
  let free = 0;
  return turns.map((turn) => {
    const shown = turn === end || (turn.seq >= free && turn.seq + need <= (end?.seq ?? last));
    if (shown) free = turn.seq + need;
    return { ...turn, shown };
  });
}

function usePlay(playing: boolean, step: () => void): void {
  const next = useRef(step);
  useEffect(() => {
    next.current = step;
  });
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => next.current(), STEP_MS);
    return () => clearInterval(timer);
  }, [playing]);
}
