"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import type { Chart } from "#machines/journal/chart.ts";
import type { Way } from "#machines/journal/way.ts";
import { Drawing } from "../drawing/Drawing.tsx";
import { LEAST_FIT } from "../drawing/fit.ts";
import { Arrows, Marker } from "./Arrows.tsx";
import { Legend } from "./Legend.tsx";
import { Compound, State } from "./State.tsx";
import { StatechartTable } from "./StatechartTable.tsx";
import { placeDown, placeRight, type Placed, type PlacedPhase } from "./place.ts";
import { cellWords, PHASE_WORDS, roundsWords, visitOf, visitWords } from "./words.ts";

export interface StatechartProps {
  readonly chart: Chart;
  /** How far an investigation has come; absent: the runbook by itself. */
  readonly way?: Way | null;
  readonly title: string;
  readonly about: string;
  /** Of an exported file, without its ending. */
  readonly file: string;
  /** Below each other or beside each other; absent: by the width of the place. */
  readonly direction?: "down" | "right";
  /** A test was chosen, by click or Enter. */
  readonly onChoose?: (test: string) => void;
}

const WIDE_PX = 900;
const MARGINS_PX = 48;
const NARROWEST_PX = 320;
const START_PX = 368;

/** The statechart of a runbook: its phases, the tests in them, how it may end, and the way one investigation took. */
export function Statechart({ chart, way = null, title, about, file, direction, onChoose }: StatechartProps): React.JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(START_PX);
  const [at, setAt] = useState<string | null>(null);
  useEffect(() => {
    if (place.current === null) return;
    const observer = new ResizeObserver(([entry]) => (entry === undefined ? undefined : setRoom(Math.floor(entry.contentRect.width))));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  const wide = useMemo(() => placeRight(chart), [chart]);
  // Beside each other only where all of it is seen at once: how it may end stands at the right.
  const narrow = direction === undefined ? room < WIDE_PX || wide.width * LEAST_FIT > room - MARGINS_PX : direction === "down";
  const inner = Math.max(NARROWEST_PX, Math.min(room - MARGINS_PX, 720));
  const placed = useMemo(() => (narrow ? placeDown(chart, inner) : wide), [chart, narrow, inner, wide]);
  const shown = chart.phases.flatMap(({ tests }) => tests).find(({ test }) => test === at);
  return (
    <div ref={place}>
      <Drawing
        title={title}
        about={about}
        file={file}
        label={labelOf(chart, way)}
        width={placed.width}
        height={placed.height}
        table={<StatechartTable chart={chart} way={way} />}
        legend={way === null ? null : <Legend way={way} />}
        detail={
          shown === undefined ? null : (
            <>
              <b>{shown.test}</b> {shown.title}, {visitWords(visitOf(way, shown.test), shown)}
              <br />
              {shown.why}
            </>
          )
        }
      >
        <Marker />
        <Arrows placed={placed} way={way} />
        <State box={placed.brief} name="brief" standing={way?.at === "brief" ? "now" : way === null ? "plain" : "walked"} />
        {placed.phases.map((phase) => (
          <Phase key={phase.phase} phase={phase} way={way} onFocus={setAt} onChoose={onChoose} />
        ))}
        <Compound box={placed.verdict} name="verdict" say="" standing="plain" />
        {placed.ends.map(({ of, ...box }) => (
          <State
            key={of.kind}
            box={box}
            name={of.kind}
            say={of.say}
            standing={way === null ? "plain" : way.ended === of.kind ? "reached" : way.ended === null ? "possible" : "idle"}
          />
        ))}
        <Words placed={placed} chart={chart} />
      </Drawing>
    </div>
  );
}

function labelOf(chart: Chart, way: Way | null): string {
  const phases = chart.phases
    .map(({ phase, tests }) => `${PHASE_WORDS[phase]} with ${tests.map(({ test }) => test).join(", ")}`)
    .join("; ");
  const now = Object.entries(way?.visits ?? {}).filter(([, { state }]) => state === "now");
  const where =
    way === null
      ? ""
      : way.ended !== null
        ? ` Ended: ${way.ended}.`
        : now.length === 0
          ? ""
          : ` Now: ${now.map(([test]) => test).join(", ")}.`;
  return `Statechart: brief; ${phases}; verdict.${where}`;
}

function Phase({
  phase: { phase, tests, ...box },
  way,
  onFocus,
  onChoose,
}: {
  readonly phase: PlacedPhase;
  readonly way: Way | null;
  readonly onFocus: (test: string | null) => void;
  readonly onChoose: StatechartProps["onChoose"];
}): React.JSX.Element {
  const visits = tests.map(({ of }) => visitOf(way, of.test));
  const now = visits.some((visit) => visit?.state === "now");
  const open = way === null || now || visits.some((visit) => visit?.state === "possible" || visit?.state === "walked");
  return (
    <>
      <Compound
        box={box}
        name={PHASE_WORDS[phase]}
        say={tests.length > 1 ? "order chosen at run time" : ""}
        standing={now ? "now" : open ? "plain" : "idle"}
      />
      {tests.map(({ of, ...cell }, at) => (
        <State
          key={of.test}
          box={cell}
          name={of.test}
          say={cellWords(visits[at] ?? null, of)}
          badge={roundsWords(visits[at]?.rounds ?? [])}
          standing={visits[at]?.state ?? "plain"}
          node={of.test}
          onFocus={onFocus}
          onChoose={onChoose}
        />
      ))}
    </>
  );
}

function Words({ placed: { words }, chart }: { readonly placed: Placed; readonly chart: Chart }): React.JSX.Element {
  const text = { fontFamily: "var(--sans)", fontSize: 11, fill: "var(--ink-3)" };
  const [first] = chart.phases;
  return (
    <>
      <text {...words.next} {...text}>
        {first?.phase === "reproduce" ? "symptom first" : "hosts are reached"}
      </text>
      <text {...words.end} {...text} textAnchor={words.endAnchor}>
        no test left can change a standing
      </text>
    </>
  );
}
