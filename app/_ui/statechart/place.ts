import type { Chart, ChartPhase, ChartTest } from "#machines/journal/chart.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedPhase extends Box {
  readonly phase: ChartPhase["phase"];
  readonly tests: readonly (Box & { readonly of: ChartTest })[];
}

/** An arrow, by what it leads from and to. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly path: string;
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly brief: Box;
  readonly phases: readonly PlacedPhase[];
  readonly verdict: Box;
  readonly ends: readonly (Box & { readonly of: Chart["ends"][number] })[];
  readonly arrows: readonly Arrow[];
  /** Where words about the two kinds of arrow stand. */
  readonly words: { readonly next: Point; readonly end: Point; readonly endAnchor: "start" | "end" };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const CELL = 148;
const CELL_HEIGHT = 44;
const GAP = 8;
const PAD = 12;
const HEAD = 36;
const STEP = 28;
const BUS = 24;
const BRIEF = 104;
const MOST_ROWS = 5;
const HALF = HEAD / 2;

/** Phases below each other, as many tests in a row as the width has room for: for a narrow place. */
export function placeDown(chart: Chart, width: number): Placed {
  const body = width - BUS - 2;
  const columns = Math.max(1, Math.floor((body - 2 * PAD + GAP) / (CELL + GAP)));
  const cell = (body - 2 * PAD - (columns - 1) * GAP) / columns;
  const heightOf = (count: number): number => HEAD + Math.ceil(count / columns) * (CELL_HEIGHT + GAP) - GAP + PAD;
  const brief = { x: 1, y: 1, width: body, height: HEAD };
  let y = brief.y + HEAD + STEP;
  const phases = chart.phases.map(({ phase, tests }): PlacedPhase => {
    const box = { x: 1, y, width: body, height: heightOf(tests.length) };
    y += box.height + STEP;
    return { phase, ...box, tests: grid(tests, box, { columns, cell }) };
  });
  const verdict = { x: 1, y: y + 4, width: body, height: heightOf(chart.ends.length) };
  const right = 1 + body;
  const chain = [brief, ...phases, verdict];
  const ids = ["brief", ...phases.map(({ phase }) => phase)];
  const middle = 1 + 28;
  return {
    width,
    height: verdict.y + verdict.height + 1,
    brief,
    phases,
    verdict,
    ends: grid(chart.ends, verdict, { columns, cell }),
    arrows: [
      ...ids.slice(0, -1).map((from, at): Arrow => {
        const [above, below] = [chain[at] ?? brief, chain[at + 1] ?? verdict];
        return { from, to: ids[at + 1] ?? "", path: `M${middle} ${above.y + above.height}V${below.y}` };
      }),
      ...phases.map(({ phase, y: top }): Arrow => {
        const busX = right + BUS - 8;
        return { from: phase, to: "verdict", path: `M${right} ${top + HALF}H${busX}V${verdict.y + HALF}H${right}` };
      }),
    ],
    words: { next: { x: middle + 10, y: brief.y + HEAD + STEP / 2 + 4 }, end: { x: right, y: verdict.y - 10 }, endAnchor: "end" },
  };
}

/** Phases beside each other and the ends at the right: for a wide place, and for what is exported. */
export function placeRight(chart: Chart): Placed {
  const most = Math.max(1, ...chart.phases.map(({ tests }) => tests.length));
  const rows = Math.max(Math.min(most, MOST_ROWS), chart.ends.length);
  const height = HEAD + rows * (CELL_HEIGHT + GAP) - GAP + PAD;
  const brief = { x: 1, y: 1, width: BRIEF, height: HEAD };
  let x = brief.x + BRIEF + STEP;
  const phases = chart.phases.map(({ phase, tests }): PlacedPhase => {
    const columns = Math.max(1, Math.ceil(tests.length / rows));
    const box = { x, y: 1, width: columns * (CELL + GAP) - GAP + 2 * PAD, height };
    x += box.width + STEP;
    return { phase, ...box, tests: grid(tests, box, { columns, cell: CELL }) };
  });
  const verdict = { x: x + 8, y: 1, width: CELL + 2 * PAD, height };
  const bottom = 1 + height;
  const chain = [brief, ...phases];
  const ids = ["brief", ...phases.map(({ phase }) => phase)];
  const bus = bottom + BUS;
  return {
    width: verdict.x + verdict.width + 1,
    height: bus + 24,
    brief,
    phases,
    verdict,
    ends: grid(chart.ends, verdict, { columns: 1, cell: CELL }),
    arrows: [
      ...ids.slice(0, -1).map((from, at): Arrow => {
        const [before, after] = [chain[at] ?? brief, chain[at + 1] ?? verdict];
        return { from, to: ids[at + 1] ?? "", path: `M${before.x + before.width} ${1 + HALF}H${after.x}` };
      }),
      ...phases.map((box): Arrow => ({
        from: box.phase,
        to: "verdict",
        path: `M${box.x + box.width / 2} ${bottom}V${bus}H${verdict.x + verdict.width / 2}V${bottom}`,
      })),
    ],
    words: {
      next: { x: brief.x, y: brief.y + HEAD + 18 },
      end: { x: (phases[0]?.x ?? 1) + (phases[0]?.width ?? 0) / 2 + 8, y: bus + 16 },
      endAnchor: "start",
    },
  };
}

function grid<T>(all: readonly T[], box: Box, { columns, cell }: { readonly columns: number; readonly cell: number }) {
  return all.map((of, at) => ({
    of,
    x: box.x + PAD + (at % columns) * (cell + GAP),
    y: box.y + HEAD + Math.floor(at / columns) * (CELL_HEIGHT + GAP),
    width: cell,
    height: CELL_HEIGHT,
  }));
}
