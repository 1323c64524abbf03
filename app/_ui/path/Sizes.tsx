import type { PathView } from "#machines/journal/path.ts";
import { centre, CHART, LINE, type Placed } from "./place.ts";
import { carriedOf, scaleOf } from "./scale.ts";
import { sizeWords } from "./words.ts";

const SANS = { fontFamily: "var(--sans)", fontSize: 11 } as const;

/** MTU along the way as a line of steps, with the sender's packet as a dashed one: where the line is below it, it does not fit. */
export function Sizes({ view, placed }: { readonly view: PathView; readonly placed: Placed }): React.JSX.Element | null {
  if (placed.rows.chart === null) return null;
  const { y, wraps } = placed.rows.chart;
  const { hops, packet, tunnel } = view;
  const carried = carriedOf(view);
  const { along, sent } = sizeWords(view);
  const { high, share } = scaleOf(view);
  const top = y + 26 + (wraps ? LINE : 0);
  const at = (size: number): number => top + CHART - share(size) * (CHART - 12) - 4;
  const steps = hops.map(({ mtu }, column) => ({ column, size: typeof mtu === "number" ? mtu : null }));
  const right = hops.length * placed.pitch;
  const middle = tunnel === null ? 0 : (centre(placed, tunnel.from) + centre(placed, tunnel.to)) / 2;
  return (
    <g role="img" aria-label={along}>
      <text x={0} y={y + 12} {...SANS} fill="var(--ink-3)">
        {along}
      </text>
      {steps.map(({ column, size }) =>
        size === null || packet === null || size >= packet ? null : (
          <rect
            key={column}
            x={column * placed.pitch}
            width={placed.pitch}
            y={at(packet)}
            height={at(size) - at(packet)}
            fill="var(--failed-soft)"
          />
        ),
      )}
      <path d={lineOf(steps, { pitch: placed.pitch, at })} fill="none" stroke="var(--ink-2)" strokeWidth={1.5} strokeLinejoin="round" />
      {carried === null ? null : (
        <path
          d={`M${middle - 10} ${at(high)}V${at(carried)}H${middle + 10}V${at(high)}`}
          fill={packet !== null && carried < packet ? "var(--failed-soft)" : "none"}
          stroke={packet !== null && carried < packet ? "var(--failed)" : "var(--ink-2)"}
          strokeWidth={1.5}
        />
      )}
      {packet === null ? null : (
        <>
          <line x1={0} x2={right} y1={at(packet)} y2={at(packet)} stroke="var(--failed)" strokeDasharray="3 3" />
          <text x={wraps ? 0 : right} y={y + 12 + (wraps ? LINE : 0)} textAnchor={wraps ? "start" : "end"} {...SANS} fill="var(--failed)">
            {sent}
          </text>
        </>
      )}
    </g>
  );
}

interface Steps {
  readonly pitch: number;
  readonly at: (size: number) => number;
}

/** Where a size is not known the line is broken. */
function lineOf(steps: readonly { readonly column: number; readonly size: number | null }[], { pitch, at }: Steps): string {
  return steps
    .map(({ column, size }, index) => {
      if (size === null) return "";
      const joined = index > 0 && steps[index - 1]?.size !== null;
      return `${joined ? `V${at(size)}` : `M${column * pitch} ${at(size)}`}H${(column + 1) * pitch}`;
    })
    .join("");
}
