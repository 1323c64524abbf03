import type { Board } from "./board.ts";
import type { EvidenceLine } from "./evidence-line.ts";
import type { Series } from "./timeline.ts";

export interface DecidingCounts {
  /** Keys of the series that spoke for a supported hypothesis. */
  readonly series: ReadonlySet<string>;
  /** What a sensor counted within the window instead, each once. */
  readonly counted: readonly EvidenceLine[];
}

const NUMBER = /^[+\u2212-]?\d/;

/** The counters that decided the verdict: those whose claims can support and held, for a hypothesis that is supported. */
export function decidingCounts({ supported }: Board["hypotheses"], series: readonly Series[]): DecidingCounts {
  const known = new Set(series.map(({ key }) => key));
  const keyOf = ({ test, field, host }: EvidenceLine): string => `${test}.${field}.${host}`;
  const lines = supported
    .flatMap(({ predictions }) => predictions)
    .filter((line) => line.speaksFor && line.decisive && NUMBER.test(line.saw));
  const counted = lines.filter((line) => !known.has(keyOf(line)) && line.during !== undefined);
  return {
    series: new Set(lines.map(keyOf).filter((key) => known.has(key))),
    counted: [...new Map(counted.map((line) => [keyOf(line), line])).values()],
  };
}
