import type { Hop, PathView } from "#machines/journal/path.ts";
import { formatNumber } from "#machines/explain/number.ts";
import { fitted, widthOf } from "../drawing/fit.ts";
import { Cross } from "./Cross.tsx";
import { foldsOf } from "./fold.ts";
import { centre, LINE, wrongIn, type Placed } from "./place.ts";
import { hopWords, kindWords, mtuWords, tunnelWords } from "./words.ts";

const SANS = { fontFamily: "var(--sans)" } as const;
const MONO = { fontFamily: "var(--mono)" } as const;

interface Props {
  readonly view: PathView;
  readonly placed: Placed;
  /** Absent on paper, where nothing is pointed at. */
  readonly onFocus?: ((id: string) => void) | undefined;
  /** Shows what is folded. */
  readonly onOpen?: (() => void) | undefined;
}

/** Hosts above, their interfaces as boxes, MTU and moved counters below each. */
export function Hops({ view, placed, onFocus, onOpen }: Props): React.JSX.Element {
  const middle = placed.box.y + placed.box.height / 2;
  const wrong = wrongIn(view);
  const guilty = new Set(view.culprits.map(({ column }) => column));
  return (
    <>
      {placed.hosts.map(({ name, from, to }) => (
        <Host key={`${name} ${from}`} name={name} left={from * placed.pitch + 4} right={(to + 1) * placed.pitch - 4} />
      ))}
      {view.hops.slice(1).map(({ id }, at) => (
        <line
          key={id}
          x1={centre(placed, at) + placed.box.width / 2}
          x2={centre(placed, at + 1) - placed.box.width / 2}
          y1={middle}
          y2={middle}
          stroke="var(--ink-3)"
          strokeWidth={1.5}
          strokeDasharray={view.hops[at]?.host === view.hops[at + 1]?.host ? undefined : "3 3"}
        />
      ))}
      {view.hops.map((hop, column) => (
        <Box
          key={hop.id}
          hop={hop}
          x={centre(placed, column)}
          placed={placed}
          wrong={wrong.has(column)}
          guilty={guilty.has(column)}
          onFocus={onFocus}
          onOpen={onOpen}
        />
      ))}
      {placed.rows.culprits.map(({ y, column, lines }) => (
        <text key={`${column} ${y}`} {...SANS} fontSize={12} fontWeight={600} fill="var(--failed)">
          {lines.map((line, at) => (
            <tspan key={line} x={0} y={y + 12 + at * LINE}>
              {line}
            </tspan>
          ))}
        </text>
      ))}
      {view.tunnel === null || placed.rows.tunnel === null ? null : <TunnelRow view={view} placed={placed} y={placed.rows.tunnel} />}
    </>
  );
}

function Host({ name, left, right }: { readonly name: string; readonly left: number; readonly right: number }): React.JSX.Element {
  return (
    <>
      <text x={(left + right) / 2} y={12} textAnchor="middle" {...SANS} fontSize={12} fontWeight={600} fill="var(--ink)">
        {fitted(name, right - left + 4, { size: 12 })}
      </text>
      <path d={`M${left} 25V20H${right}V25`} fill="none" stroke="var(--ink-3)" />
    </>
  );
}

interface BoxProps {
  readonly hop: Hop;
  readonly x: number;
  readonly placed: Placed;
  /** Too small for what is sent, or packets vanish there. */
  readonly wrong: boolean;
  /** A cause is here. */
  readonly guilty: boolean;
  readonly onFocus: Props["onFocus"];
  readonly onOpen: Props["onOpen"];
}

function Box({ hop, x, placed: { box, rows }, wrong, guilty, onFocus, onOpen }: BoxProps): React.JSX.Element {
  const left = x - box.width / 2;
  const [counter] = hop.counters;
  const folds = foldsOf(hop).length > 0;
  const say = hopWords(hop, onOpen !== undefined);
  const opens =
    folds && onOpen !== undefined
      ? ({
          role: "button",
          onClick: onOpen,
          onKeyDown: ({ key }: React.KeyboardEvent) => (key === "Enter" || key === " " ? onOpen() : undefined),
        } as const)
      : ({ role: "img" } as const);
  return (
    <g data-node={hop.id} {...opens} {...(onFocus === undefined ? {} : pointed(() => onFocus(hop.id)))} aria-label={say}>
      <title>{say}</title>
      <rect
        data-frame=""
        x={left}
        y={box.y}
        width={box.width}
        height={box.height}
        rx={6}
        fill={hop.kind === "bridge" || hop.link === "switch" ? "var(--hover)" : "var(--canvas)"}
        stroke={wrong ? "var(--failed)" : "var(--edge)"}
        strokeWidth={wrong ? 2 : 1}
        strokeDasharray={folds ? "3 3" : undefined}
      />
      <text x={x} y={box.y + 17} textAnchor="middle" {...SANS} fontSize={11} fill="var(--ink-3)">
        {fitted(kindWords(hop), box.width - 6, { size: 11 })}
      </text>
      <text x={x} y={box.y + 33} textAnchor="middle" {...MONO} fontSize={11} fontWeight={500} fill={wrong ? "var(--failed)" : "var(--ink)"}>
        {fitted(hop.link, box.width - 8, { size: 11, mono: true })}
      </text>
      {rows.mtu === null ? null : (
        <text
          x={x}
          y={rows.mtu + 13}
          textAnchor="middle"
          {...SANS}
          fontSize={12}
          fontWeight={wrong ? 600 : 400}
          fill={wrong ? "var(--failed)" : "var(--ink-2)"}
        >
          {mtuWords(hop)}
        </text>
      )}
      {rows.counters === null || counter === undefined ? null : (
        <>
          <text x={x} y={rows.counters + 12} textAnchor="middle" {...SANS} fontSize={11} fontWeight={600} fill="var(--ink)">
            +{formatNumber(counter.change)}
          </text>
          <text x={x} y={rows.counters + 25} textAnchor="middle" {...SANS} fontSize={11} fill="var(--ink-3)">
            {fitted(counter.field, box.width + 4, { size: 11 })}
          </text>
        </>
      )}
      {guilty ? <Cross x={left + box.width} y={box.y} /> : null}
    </g>
  );
}

const pointed = (focus: () => void) => ({ onFocus: focus, onMouseEnter: focus });

function TunnelRow({
  view: { tunnel },
  placed,
  y,
}: {
  readonly view: PathView;
  readonly placed: Placed;
  readonly y: number;
}): React.JSX.Element | null {
  if (tunnel === null) return null;
  const [left, right] = [centre(placed, tunnel.from), centre(placed, tunnel.to)];
  const words = tunnelWords(tunnel);
  const half = widthOf(words, { size: 11 }) / 2 + 4;
  const x = Math.min(Math.max((left + right) / 2, half), placed.width - half);
  return (
    <>
      <path d={`M${left} ${y + 2}V${y + 9}H${right}V${y + 2}`} fill="none" stroke="var(--ink)" strokeWidth={1.5} />
      <text x={x} y={y + 24} textAnchor="middle" {...SANS} fontSize={11} fill="var(--ink-2)">
        {words}
      </text>
    </>
  );
}
