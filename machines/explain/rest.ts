import type { Remaining, Rest } from "../contract/index.ts";
import { formatNumber, formatPercent } from "./number.ts";

/** "14 of 600 small probes to the receiver were lost as well (1.4 to 3.9 %, 95 %): something besides loses packets of any size." */
export function sayRest(
  { title, word = "missing", means }: Rest,
  { missing, of, lowPercent, highPercent }: Pick<Remaining, "missing" | "of" | "lowPercent" | "highPercent">,
): string {
  const count = missing === null ? title : `${formatNumber(missing)}${of === null ? "" : ` of ${formatNumber(of)}`} ${title}`;
  const range =
    lowPercent === null || highPercent === null
      ? ""
      : ` (${formatNumber(rounded(lowPercent))} to ${formatPercent(rounded(highPercent))}, 95 %)`;
  return `${count} ${word}${range}: ${means}.`;
}

/** Two digits of a bound are as many as it has. */
const rounded = (percent: number): number => Number(percent.toPrecision(2));
