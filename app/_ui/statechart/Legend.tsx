import type { Way } from "#machines/journal/way.ts";
import { LOOK } from "./State.tsx";
import styles from "./statechart.module.css";
import type { Standing } from "./words.ts";

/** In the order in which an investigation comes by them. */
const SAY: readonly (readonly [Standing, string])[] = [
  ["walked", "asked"],
  ["now", "runs now"],
  ["possible", "can still be asked"],
  ["idle", "not needed, or ruled out"],
  ["skipped", "left out by a person"],
  ["reached", "how it ended"],
];

/** What the looks of the states mean: those that can be seen in this drawing. */
export function Legend({ way: { visits, ended } }: { readonly way: Way }): React.JSX.Element {
  const seen = new Set<Standing>(Object.values(visits).map(({ state }) => state));
  // The ends of the chart have a look too: one is reached and the others are out, or all are possible.
  if (ended === null) seen.add("possible");
  else seen.add("idle");
  if (ended !== null && ended !== "stopped") seen.add("reached");
  return (
    <ul className={styles.legend} aria-label="What the states look like">
      {SAY.filter(([standing]) => seen.has(standing)).map(([standing, say]) => (
        <li key={standing}>
          <Swatch standing={standing} />
          {say}
        </li>
      ))}
    </ul>
  );
}

function Swatch({ standing }: { readonly standing: Standing }): React.JSX.Element {
  const { fill, stroke, width, dash, ink } = LOOK[standing];
  return (
    <svg width={28} height={16} viewBox="0 0 28 16" aria-hidden>
      <rect x={2} y={2} width={24} height={12} rx={3} fill={fill} stroke={stroke} strokeWidth={width} strokeDasharray={dash} />
      {standing === "skipped" ? <path d="M7 8h14" stroke={ink} strokeWidth={1} /> : null}
    </svg>
  );
}
