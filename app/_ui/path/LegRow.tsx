import type { Leg } from "#machines/journal/path.ts";
import { formatNumber } from "#machines/explain/number.ts";
import { centre, type Placed } from "./place.ts";

const SANS = { fontFamily: "var(--sans)" } as const;

interface Props {
  readonly leg: Leg;
  readonly placed: Placed;
  readonly y: number;
}

/** The same packets counted place by place: a line with a dot where they were seen, broken by a cross where they vanish. */
export function LegRow({ leg, placed, y }: Props): React.JSX.Element {
  const line = y + 46;
  const points = leg.points.map((point) => ({ ...point, x: centre(placed, point.column) }));
  const firstLoss = leg.losses[0]?.after ?? points.length;
  const right = Math.max(placed.pitch * (Math.max(0, ...leg.points.map(({ column }) => column)) + 1), 320);
  const end = points.at(-1);
  return (
    <g role="img" aria-label={legWords(leg)}>
      <text x={0} y={y + 14} {...SANS} fontSize={12} fontWeight={600} fill="var(--ink)">
        {leg.title}
      </text>
      <text x={Math.min(right, placed.width)} y={y + 14} textAnchor="end" {...SANS} fontSize={11} fill="var(--ink-3)">
        {leg.say}
      </text>
      {points.slice(1).map((point, at) => {
        const from = points[at] ?? point;
        const after = at >= firstLoss;
        return (
          <line
            key={point.column}
            x1={from.x}
            x2={point.x}
            y1={line}
            y2={line}
            stroke={after ? "var(--failed)" : "var(--ink-2)"}
            strokeWidth={after ? 1.5 : 2}
            strokeDasharray={after && point.seen === 0 ? "2 4" : undefined}
          />
        );
      })}
      {points.map(({ x, seen, column }, at) => (
        <Dot key={column} x={x} y={line} seen={seen} lost={at > firstLoss} />
      ))}
      {leg.losses.map((loss) => {
        const [from, to] = [points[loss.after], points[loss.after + 1]];
        if (from === undefined) return null;
        const step = to === undefined ? (leg.back ? -placed.pitch : placed.pitch) * 0.6 : to.x - from.x;
        const x = from.x + step / 2;
        return <Loss key={loss.after} x={x} y={line} say={`${formatNumber(loss.count)} vanish ${loss.within ? "here" : "on the way"}`} />;
      })}
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
  const known = typeof seen === "number";
  const tone = known ? (lost ? "var(--failed)" : "var(--ink)") : "var(--unknown)";
  return (
    <>
      <circle
        cx={x}
        cy={y}
        r={4}
        fill={known && seen > 0 ? "var(--ink-2)" : "var(--canvas)"}
        stroke={known && seen > 0 ? "var(--ink-2)" : tone}
        strokeWidth={1.5}
      />
      <text x={x} y={y - 10} textAnchor="middle" {...SANS} fontSize={11} fontWeight={600} fill={tone}>
        {known ? formatNumber(seen) : "?"}
      </text>
    </>
  );
}

function Loss({ x, y, say }: { readonly x: number; readonly y: number; readonly say: string }): React.JSX.Element {
  return (
    <>
      <circle cx={x} cy={y} r={8} fill="var(--canvas)" />
      <path d={`M${x - 5} ${y - 5}l10 10m0 -10l-10 10`} stroke="var(--failed)" strokeWidth={2} fill="none" />
      <text x={x} y={y + 21} textAnchor="middle" {...SANS} fontSize={11} fontWeight={600} fill="var(--failed)">
        {say}
      </text>
    </>
  );
}

/** The row in one sentence. */
export function legWords({ title, say, losses, points }: Leg): string {
  const lost = losses.map(
    ({ after, count, within }) => `${formatNumber(count)} vanish ${within ? "where they" : "after they"} ${points[after]?.say ?? ""}`,
  );
  return [`${title}: ${say}`, ...lost].join("; ");
}
