import type { Leg, Loss } from "#machines/journal/path.ts";
import { widthOf } from "../drawing/fit.ts";
import { lossWords, markOf, piecesOf } from "./marks.ts";
import { Cross } from "./Cross.tsx";
import { centre, LINE, type Placed } from "./place.ts";
import { legWords, seenWords } from "./words.ts";

const SANS = { fontFamily: "var(--sans)" } as const;

interface Props {
  readonly leg: Leg;
  readonly placed: Placed;
  readonly y: number;
  /** What is said stands below the title. */
  readonly wraps: boolean;
}

/** The same packets counted place by place: a line with a dot where they were seen, a cross at the hop where they vanish, a bracket where that is not known. */
export function LegRow({ leg, placed, y, wraps }: Props): React.JSX.Element {
  const line = y + 46 + (wraps ? LINE : 0);
  const points = leg.points.map((point) => ({ ...point, x: centre(placed, point.column) }));
  const firstLoss = leg.losses[0]?.after ?? points.length;
  const end = points.at(-1);
  return (
    <g role="img" aria-label={legWords(leg)}>
      <text x={0} y={y + 14} {...SANS} fontSize={12} fontWeight={600} fill="var(--ink)">
        {leg.title}
      </text>
      <text
        x={wraps ? 0 : placed.width}
        y={y + 14 + (wraps ? LINE : 0)}
        textAnchor={wraps ? "start" : "end"}
        {...SANS}
        fontSize={11}
        fill="var(--ink-3)"
      >
        {leg.say}
      </text>
      {piecesOf(leg, placed).map(({ from, to, after, none }) => (
        <line
          key={`${from} ${to}`}
          x1={from}
          x2={to}
          y1={line}
          y2={line}
          stroke={after ? "var(--failed)" : "var(--ink-2)"}
          strokeWidth={after ? 1.5 : 2}
          strokeDasharray={after && none ? "2 4" : undefined}
        />
      ))}
      {points.map(({ x, seen, column }, at) => (
        <Dot key={column} x={x} y={line} seen={seen} lost={at > firstLoss} />
      ))}
      {leg.losses.map((loss, at) => (
        <Mark key={`${loss.after} ${loss.from}`} loss={loss} placed={placed} y={line} lower={at % 2 === 1} />
      ))}
      {end === undefined ? null : (
        <path
          d={`M${end.x + (leg.back ? -12 : 12)} ${line - 4}l${leg.back ? -4 : 4} 4l${leg.back ? 4 : -4} 4`}
          fill="none"
          stroke="var(--ink-3)"
          strokeWidth={1.5}
        />
      )}
    </g>
  );
}

interface DotProps {
  readonly x: number;
  readonly y: number;
  readonly seen: Leg["points"][number]["seen"];
  readonly lost: boolean;
}

function Dot({ x, y, seen, lost }: DotProps): React.JSX.Element {
  const known = typeof seen === "number" || typeof seen === "string";
  const some = known && seen !== 0;
  const tone = known ? (lost && typeof seen === "number" ? "var(--failed)" : "var(--ink)") : "var(--unknown)";
  return (
    <>
      <circle cx={x} cy={y} r={4} fill={some ? "var(--ink-2)" : "var(--canvas)"} stroke={some ? "var(--ink-2)" : tone} strokeWidth={1.5} />
      <text x={x} y={y - 10} textAnchor="middle" {...SANS} fontSize={11} fontWeight={600} fill={tone}>
        {seenWords(seen)}
      </text>
    </>
  );
}

interface MarkProps {
  readonly loss: Loss;
  readonly placed: Placed;
  readonly y: number;
  /** Words of two neighbours stand below each other. */
  readonly lower: boolean;
}

function Mark({ loss, placed, y, lower }: MarkProps): React.JSX.Element {
  const { left, right, sure } = markOf(loss, placed);
  const middle = (left + right) / 2;
  const say = lossWords(loss);
  const half = widthOf(say, { size: 11 }) / 2 + 4;
  return (
    <g data-look="">
      {sure ? (
        <Cross x={middle} y={y} />
      ) : (
        <path d={`M${left} ${y + 5}v5H${right}v-5`} stroke="var(--failed)" strokeWidth={1.5} fill="none" />
      )}
      <text
        x={Math.min(Math.max(middle, half), placed.width - half)}
        y={y + (lower ? 35 : 22)}
        textAnchor="middle"
        {...SANS}
        fontSize={11}
        fontWeight={600}
        fill="var(--failed)"
      >
        {say}
      </text>
    </g>
  );
}
