import type { PathView } from "#machines/journal/path.ts";
import { carriedOf, scaleOf } from "./scale.ts";
import { STEPS, type Tall } from "./tall.ts";
import { sizeWords } from "./words.ts";

/**
 * MTU along the upright way, as the wide drawing has it: a line from place to place that moves to the left where less fits, and the sender's packet as a
 * dashed one. Red where the packet does not fit.
 */
export function TallSizes({ view, tall }: { readonly view: PathView; readonly tall: Tall }): React.JSX.Element | null {
  const { hops, packet, tunnel } = view;
  const { steps: left, rows } = tall;
  if (left === null) return null;
  const carried = carriedOf(view);
  const { high, share } = scaleOf(view);
  const at = (size: number): number => left + 4 + share(size) * (STEPS - 10);
  const edge = (column: number): number => {
    const [above, below] = [rows[column - 1], rows[column]];
    return above === undefined ? (below ?? 0) - 20 : below === undefined ? above + 20 : (above + below) / 2;
  };
  const sizes = hops.map(({ mtu }) => (typeof mtu === "number" ? mtu : null));
  const line = sizes
    .map((size, column) => {
      if (size === null) return "";
      const joined = column > 0 && sizes[column - 1] !== null;
      return `${joined ? `H${at(size)}` : `M${at(size)} ${edge(column)}`}V${edge(column + 1)}`;
    })
    .join("");
  const middle = tunnel === null ? 0 : edge(Math.max(tunnel.from, tunnel.to));
  const narrow = packet !== null && carried !== null && carried < packet;
  return (
    <g role="img" aria-label={sizeWords(view).along} data-steps={sizes.length}>
      {sizes.map((size, column) =>
        size === null || packet === null || size >= packet ? null : (
          <rect
            key={hops[column]?.id}
            x={at(size)}
            width={at(packet) - at(size)}
            y={edge(column)}
            height={edge(column + 1) - edge(column)}
            fill="var(--failed-soft)"
          />
        ),
      )}
      <path d={line} fill="none" stroke="var(--ink-2)" strokeWidth={1.5} strokeLinejoin="round" />
      {carried === null ? null : (
        <path
          d={`M${at(high)} ${middle - 10}H${at(carried)}V${middle + 10}H${at(high)}`}
          fill={narrow ? "var(--failed-soft)" : "none"}
          stroke={narrow ? "var(--failed)" : "var(--ink-2)"}
          strokeWidth={1.5}
        />
      )}
      {packet === null ? null : (
        <line x1={at(packet)} x2={at(packet)} y1={edge(0)} y2={edge(rows.length)} stroke="var(--failed)" strokeDasharray="3 3" />
      )}
    </g>
  );
}
