import type { Remaining, Rest } from "../contract/index.ts";
import { formatNumber, formatPercent } from "./number.ts";

/** "14 of 600 small probes to the receiver were lost as well (1.4 to 3.9 %, 95 %): something besides loses packets of any size." */
export function sayRest(
  { title, word = "missing", means }: Rest,
  { missing, of, lowPercent, highPercent }: Pick<Remaining, "missing" | "of" | "lowPercent" | "highPercent">,
): string {
  // A state that shows without a count, or whose count was not read together with it: "0 connections wait in the queue, which is full" is no sentence.
  const count =
    missing === null || missing === 0 ? capital(title) : `${formatNumber(missing)}${of === null ? "" : ` of ${formatNumber(of)}`} ${title}`;
  const range =
    lowPercent === null || highPercent === null
      ? ""
      : ` (${formatNumber(rounded(lowPercent))} to ${formatPercent(rounded(highPercent))}, 95 %)`;
  return `${count} ${word}${range}: ${means}.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Two digits of a bound are as many as it has. */
const rounded = (percent: number): number => Number(percent.toPrecision(2));
