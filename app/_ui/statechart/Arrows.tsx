import type { Way } from "#machines/journal/way.ts";
import type { Placed } from "./place.ts";

export const Marker = (): React.JSX.Element => (
  <defs>
    {(["line", "way"] as const).map((kind) => (
      <marker
        key={kind}
        id={`arrow-${kind}`}
        viewBox="0 0 8 8"
        refX={7}
        refY={4}
        markerWidth={8}
        markerHeight={8}
        markerUnits="userSpaceOnUse"
        orient="auto"
      >
        <path d="M1 1L7 4L1 7" fill="none" stroke={kind === "way" ? "var(--ink)" : "var(--edge)"} strokeWidth={1.5} />
      </marker>
    ))}
  </defs>
);

/** Arrows of the way walked are drawn last and heavier: they lie above the others where both share a line. */
export function Arrows({ placed, way }: { readonly placed: Placed; readonly way: Way | null }): React.JSX.Element {
  const reached = way === null ? [] : ["brief", ...placed.phases.map(({ phase }) => phase).filter((phase) => way.phases.includes(phase))];
  const last = reached.at(-1);
  const order = ["brief", ...placed.phases.map(({ phase }) => phase as string)];
  const walked = ({ from, to }: Placed["arrows"][number]): boolean =>
    to === "verdict"
      ? way !== null && way.ended !== null && way.ended !== "stopped" && from === last
      : last !== undefined && order.indexOf(to) <= order.indexOf(last);
  return (
    <>
      {[...placed.arrows]
        .sort((a, b) => Number(walked(a)) - Number(walked(b)))
        .map((arrow) => (
          <path
            key={`${arrow.from} ${arrow.to}`}
            d={arrow.path}
            fill="none"
            stroke={walked(arrow) ? "var(--ink)" : "var(--edge)"}
            strokeWidth={walked(arrow) ? 2 : 1}
            strokeLinejoin="round"
            markerEnd={`url(#arrow-${walked(arrow) ? "way" : "line"})`}
          />
        ))}
    </>
  );
}
