import type { Hop, Leg, PathView } from "#machines/journal/path.ts";
import { formatNumber } from "#machines/explain/number.ts";
import { fitted, widthOf } from "../drawing/fit.ts";
import { Cross } from "./Cross.tsx";
import { foldsOf } from "./fold.ts";
import { LINE, wrongIn } from "./place.ts";
import { NUMBER, TEXT, type Tall } from "./tall.ts";
import { TallSizes } from "./TallSizes.tsx";
import { hopWords, kindWords, legWords, mtuWords, seenWords } from "./words.ts";

const SANS = { fontFamily: "var(--sans)" } as const;
const MONO = { fontFamily: "var(--mono)" } as const;

interface Props {
  readonly view: PathView;
  readonly tall: Tall;
  readonly onFocus: (id: string) => void;
  /** Shows what is folded. */
  readonly onOpen: () => void;
}

/** The same way where there is no room for it from left to right: from top to bottom. */
export function TallPath({ view, tall, onFocus, onOpen }: Props): React.JSX.Element {
  const wrong = wrongIn(view);
  const guilty = new Set(view.culprits.map(({ column }) => column));
  return (
    <>
      {tall.heads.map((head, at) => (
        <Head key={view.legs[at]?.title} head={head} number={at + 1} back={view.legs[at]?.back === true} />
      ))}
      {tall.hosts.map(({ name, y, from, to }) => (
        <g key={`${name} ${from}`}>
          <text x={TEXT} y={y + 18} {...SANS} fontSize={12} fontWeight={600} fill="var(--ink)">
            {fitted(name, tall.width - TEXT, { size: 12 })}
          </text>
          <path d={`M5 ${(tall.rows[from] ?? 0) - 20}H1V${(tall.rows[to] ?? 0) + 20}H5`} fill="none" stroke="var(--ink-3)" />
        </g>
      ))}
      {tall.sizes === null ? null : <Lines lines={tall.sizes.lines} x={0} y={tall.sizes.y} look={{ fontSize: 11, fill: "var(--ink-3)" }} />}
      <TallSizes view={view} tall={tall} />
      <Ways view={view} tall={tall} />
      {view.hops.map((hop, column) => (
        <Row
          key={hop.id}
          hop={hop}
          y={tall.rows[column] ?? 0}
          tall={tall}
          wrong={wrong.has(column)}
          guilty={guilty.has(column)}
          onFocus={onFocus}
          onOpen={onOpen}
        />
      ))}
      {tall.culprits.map(({ y, lines, column }) => (
        <Lines key={`${column} ${y}`} lines={lines} x={TEXT} y={y} look={{ fontSize: 12, fontWeight: 600, fill: "var(--failed)" }} />
      ))}
      {tall.tunnel === null ? null : (
        <Lines lines={tall.tunnel.lines} x={TEXT} y={tall.tunnel.y} look={{ fontSize: 11, fill: "var(--ink-2)" }} />
      )}
      {view.legs.map((leg, at) => (
        <Lane key={leg.title} leg={leg} x={tall.lanes[at] ?? 0} rows={tall.rows} number={at + 1} />
      ))}
    </>
  );
}

interface LinesProps {
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly look: { readonly fontSize: number; readonly fontWeight?: number; readonly fill: string };
}

const Lines = ({ lines, x, y, look }: LinesProps): React.JSX.Element => (
  <text {...SANS} {...look}>
    {lines.map((line, at) => (
      <tspan key={`${at} ${line}`} x={x} y={y + 12 + at * LINE}>
        {line}
      </tspan>
    ))}
  </text>
);

/** What a line stands for: its number is at its top. */
function Head({
  head,
  number,
  back,
}: {
  readonly head: Tall["heads"][number];
  readonly number: number;
  readonly back: boolean;
}): React.JSX.Element {
  const { y, title, say, losses } = head;
  const below = y + title.length * LINE;
  return (
    <g>
      <text x={0} y={y + 12} {...SANS} fontSize={12} fontWeight={600} fill="var(--ink-3)">
        {number}
        {back ? "↑" : "↓"}
      </text>
      <Lines lines={title} x={NUMBER} y={y} look={{ fontSize: 12, fontWeight: 600, fill: "var(--ink)" }} />
      <Lines lines={say} x={NUMBER} y={below} look={{ fontSize: 11, fill: "var(--ink-3)" }} />
      <Lines lines={losses} x={NUMBER} y={below + say.length * LINE} look={{ fontSize: 11, fontWeight: 600, fill: "var(--failed)" }} />
    </g>
  );
}

/** What joins the boxes: dashed between two hosts, where nothing was read. */
function Ways({ view, tall }: { readonly view: PathView; readonly tall: Tall }): React.JSX.Element {
  const x = tall.box.left + 4;
  const half = tall.box.height / 2;
  return (
    <>
      {view.hops.slice(1).map(({ id, host }, at) => (
        <line
          key={id}
          x1={x}
          x2={x}
          y1={(tall.rows[at] ?? 0) + half}
          y2={(tall.rows[at + 1] ?? 0) - half}
          stroke="var(--ink-3)"
          strokeWidth={1.5}
          strokeDasharray={view.hops[at]?.host === host ? undefined : "3 3"}
        />
      ))}
    </>
  );
}

interface RowProps {
  readonly hop: Hop;
  readonly y: number;
  readonly tall: Tall;
  readonly wrong: boolean;
  readonly guilty: boolean;
  readonly onFocus: (id: string) => void;
  readonly onOpen: () => void;
}

function Row({ hop, y, tall, wrong, guilty, onFocus, onOpen }: RowProps): React.JSX.Element {
  const { left, width, height } = tall.box;
  const folds = foldsOf(hop).length > 0;
  const press = ({ key }: React.KeyboardEvent): void => (key === "Enter" || key === " " ? onOpen() : undefined);
  const opens = folds ? ({ role: "button", onClick: onOpen, onKeyDown: press } as const) : ({ role: "img" } as const);
  const moved = hop.counters[0] === undefined ? "" : `${hop.counters[0].field} +${formatNumber(hop.counters[0].change)}`;
  const about = moved === "" ? kindWords(hop) : `${kindWords(hop)}, ${moved}`;
  const tone = wrong ? "var(--failed)" : "var(--ink)";
  return (
    <g data-node={hop.id} {...opens} aria-label={hopWords(hop)} onFocus={() => onFocus(hop.id)} onMouseEnter={() => onFocus(hop.id)}>
      <title>{hopWords(hop)}</title>
      <rect
        data-frame=""
        x={left}
        y={y - height / 2}
        width={width}
        height={height}
        rx={6}
        fill={hop.kind === "bridge" || hop.link === "switch" ? "var(--hover)" : "var(--canvas)"}
        stroke={wrong ? "var(--failed)" : "var(--edge)"}
        strokeWidth={wrong ? 2 : 1}
        strokeDasharray={folds ? "3 3" : undefined}
      />
      <text x={TEXT} y={y - 4} {...MONO} fontSize={12} fontWeight={500} fill={tone}>
        {fitted(hop.link, width - 20, { size: 12, mono: true })}
      </text>
      <text x={TEXT} y={y + 12} {...SANS} fontSize={11} fill="var(--ink-3)">
        {fitted(widthOf(about, { size: 11 }) > width - 20 && moved !== "" ? moved : about, width - 20, { size: 11 })}
      </text>
      {tall.mtu === null ? null : (
        <text
          x={tall.mtu}
          y={y + 4}
          textAnchor="end"
          {...SANS}
          fontSize={12}
          fontWeight={wrong ? 600 : 400}
          fill={wrong ? tone : "var(--ink-2)"}
        >
          {mtuWords(hop)}
        </text>
      )}
      {guilty ? <Cross x={left + width} y={y - height / 2} /> : null}
    </g>
  );
}

interface LaneProps {
  readonly leg: Leg;
  readonly x: number;
  readonly rows: readonly number[];
  readonly number: number;
}

/** The same packets counted place by place, from top to bottom; a cross where they vanish, a bracket where that is not known. */
function Lane({ leg, x, rows, number }: LaneProps): React.JSX.Element {
  const at = (column: number): number => rows[column] ?? 0;
  const [first] = leg.losses;
  const ends = leg.points.map(({ column }) => at(column));
  const [top, bottom] = [Math.min(...ends), Math.max(...ends)];
  const marks = leg.losses.map((loss) => ({
    ...loss,
    low: at(Math.min(loss.from, loss.to)),
    high: at(Math.max(loss.from, loss.to)),
    sure: Math.abs(loss.from - loss.to) <= 1,
  }));
  const [mark] = marks;
  const broken = mark === undefined ? null : mark.sure ? (mark.low + mark.high) / 2 : leg.back ? mark.high : mark.low;
  const [begin, end] = leg.back ? [bottom, top] : [top, bottom];
  return (
    <g role="img" aria-label={legWords(leg)}>
      <text x={x} y={(rows[0] ?? 0) - 28} textAnchor="middle" {...SANS} fontSize={11} fontWeight={600} fill="var(--ink-3)">
        {number}
        {leg.back ? "↑" : "↓"}
      </text>
      <line x1={x} x2={x} y1={begin} y2={broken ?? end} stroke="var(--ink-2)" strokeWidth={2} />
      {broken === null ? null : <line x1={x} x2={x} y1={broken} y2={end} stroke="var(--failed)" strokeWidth={1.5} strokeDasharray="2 4" />}
      {leg.points.map(({ column, seen }, index) => {
        const some = seen !== 0 && typeof seen !== "object";
        const tone =
          typeof seen === "object"
            ? "var(--unknown)"
            : typeof seen === "number" && first !== undefined && index > first.after
              ? "var(--failed)"
              : "var(--ink)";
        return (
          <g key={column}>
            <circle
              cx={x}
              cy={at(column)}
              r={4}
              fill={some ? "var(--ink-2)" : "var(--canvas)"}
              stroke={some ? "var(--ink-2)" : tone}
              strokeWidth={1.5}
            />
            <text x={x + 10} y={at(column) + 4} {...SANS} fontSize={11} fontWeight={600} fill={tone}>
              {seenWords(seen)}
            </text>
          </g>
        );
      })}
      {marks.map(({ low, high, sure, after, from }) =>
        sure ? (
          <Cross key={`${after} ${from}`} x={x} y={(low + high) / 2} />
        ) : (
          <path key={`${after} ${from}`} d={`M${x - 6} ${low}h-5V${high}h5`} stroke="var(--failed)" strokeWidth={1.5} fill="none" />
        ),
      )}
    </g>
  );
}
