import { clsx } from "clsx";
import drawing from "../drawing/drawing.module.css";
import { begun, fitted } from "../drawing/fit.ts";
import type { Box } from "./place.ts";
import type { Standing } from "./words.ts";

export const LOOK: Readonly<
  Record<
    Standing,
    {
      readonly fill: string;
      readonly stroke: string;
      readonly ink: string;
      readonly dim: string;
      readonly width: number;
      readonly dash?: string;
    }
  >
> = {
  plain: { fill: "var(--canvas)", stroke: "var(--edge)", ink: "var(--ink)", dim: "var(--ink-3)", width: 1 },
  possible: { fill: "var(--canvas)", stroke: "var(--edge)", ink: "var(--ink)", dim: "var(--ink-3)", width: 1 },
  walked: { fill: "var(--hover)", stroke: "var(--ink-2)", ink: "var(--ink)", dim: "var(--ink-2)", width: 1.5 },
  now: { fill: "var(--canvas)", stroke: "var(--ink)", ink: "var(--ink)", dim: "var(--ink-2)", width: 2.5 },
  idle: { fill: "none", stroke: "var(--line-2)", ink: "var(--ink-3)", dim: "var(--ink-3)", width: 1, dash: "4 3" },
  skipped: { fill: "none", stroke: "var(--line-2)", ink: "var(--ink-3)", dim: "var(--ink-3)", width: 1, dash: "4 3" },
  reached: { fill: "var(--ink)", stroke: "var(--ink)", ink: "var(--canvas)", dim: "var(--canvas)", width: 1.5 },
};

export function Compound({
  box,
  name,
  say,
  standing,
}: {
  readonly box: Box;
  readonly name: string;
  readonly say: string;
  readonly standing: Standing;
}): React.JSX.Element {
  return (
    <>
      <rect
        {...box}
        rx={8}
        fill="none"
        stroke={standing === "now" ? "var(--ink)" : "var(--line-2)"}
        strokeWidth={1}
        strokeDasharray={standing === "idle" ? "4 3" : undefined}
      />
      <text
        x={box.x + 12}
        y={box.y + 23}
        fontFamily="var(--sans)"
        fontSize={12}
        fontWeight={600}
        fill={standing === "idle" ? "var(--ink-3)" : "var(--ink)"}
      >
        {name}
      </text>
      {say === "" || box.width < 260 ? null : (
        <text x={box.x + box.width - 12} y={box.y + 23} textAnchor="end" fontFamily="var(--sans)" fontSize={11} fill="var(--ink-3)">
          {say}
        </text>
      )}
    </>
  );
}

interface StateProps {
  readonly box: Box;
  readonly name: string;
  readonly say?: string;
  readonly badge?: string;
  readonly standing: Standing;
  /** The test's id, where it can have the focus. */
  readonly node?: string;
  readonly onFocus?: (test: string | null) => void;
  readonly onChoose?: ((test: string) => void) | undefined;
}

export function State({ box, name, say = "", badge = "", standing, node, onFocus, onChoose }: StateProps): React.JSX.Element {
  const look = LOOK[standing];
  const room = box.width - 20;
  const choose = node === undefined || onChoose === undefined ? undefined : () => onChoose(node);
  return (
    <g
      data-node={node}
      role={choose === undefined ? "img" : "button"}
      aria-label={[name, badge, say].filter((part) => part !== "").join(", ")}
      onFocus={node === undefined ? undefined : () => onFocus?.(node)}
      onMouseEnter={node === undefined ? undefined : () => onFocus?.(node)}
      onClick={choose}
      onKeyDown={(event) =>
        (event.key === "Enter" || event.key === " ") && choose !== undefined ? (event.preventDefault(), choose()) : undefined
      }
    >
      <title>{name}</title>
      <rect
        data-frame=""
        {...box}
        rx={6}
        fill={look.fill}
        stroke={look.stroke}
        strokeWidth={look.width}
        strokeDasharray={look.dash}
        className={clsx(standing === "now" && drawing.now)}
      />
      <text
        x={box.x + 10}
        y={box.y + (say === "" ? box.height / 2 + 4 : 19)}
        fontFamily="var(--sans)"
        fontSize={12}
        fontWeight={500}
        fill={look.ink}
        textDecoration={standing === "skipped" ? "line-through" : undefined}
      >
        {fitted(name, badge === "" ? room : room - 8 - badge.length * 6.6, { size: 12 })}
      </text>
      {badge === "" ? null : (
        <text
          x={box.x + box.width - 10}
          y={box.y + 19}
          textAnchor="end"
          fontFamily="var(--mono)"
          fontSize={11}
          fontWeight={600}
          fill={look.ink}
        >
          {badge}
        </text>
      )}
      {say === "" ? null : (
        <text x={box.x + 10} y={box.y + 35} fontFamily="var(--sans)" fontSize={11} fill={look.dim}>
          {begun(say, room, { size: 11 })}
        </text>
      )}
    </g>
  );
}
