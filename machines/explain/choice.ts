import type { Choice } from "../contract/index.ts";
import { countOf, formatNumber, listOf } from "./number.ts";

/** Why this test comes now. `titles` names tests as people do; ids where it is silent. */
export function explainChoice(choice: Choice, titles: Readonly<Record<string, string>> = {}): string {
  const name = (test: string): string => titles[test] ?? test;
  const cost = `${countOf(choice.costSeconds, "second")}, ${choice.risk}`;
  const parts =
    choice.test === "reproduction"
      ? [`The symptom is measured before anything is believed (${cost})`, ...together(choice, name)]
      : [`${name(choice.test)} is next: ${splits(choice)} (${cost})`, ...together(choice, name)];
  const instead =
    choice.instead === undefined
      ? []
      : [
          `${name(choice.instead.test)} would tell apart ${countOf(choice.instead.pairsSplit, "pair")} in ${countOf(choice.instead.costSeconds, "second")}`,
        ];
  return `${[...parts, ...instead].join(". ")}.`;
}

function splits({ pairsSplit, pairsOpen }: Choice): string {
  if (pairsOpen === 0) return "it tests the one cause that is left";
  return pairsSplit === 0
    ? "it can still rule out or support a cause"
    : `it can tell apart ${formatNumber(pairsSplit)} of ${countOf(pairsOpen, "pair")} of rivals`;
}

function together(choice: Choice, name: (test: string) => string): readonly string[] {
  if (choice.riders.length === 0) return [];
  const shared = `${listOf(choice.riders.map(name))} ${choice.riders.length === 1 ? "shares" : "share"} the same window`;
  return [
    choice.test === "reproduction" && choice.pairsSplit > 0
      ? `${shared} and can tell apart ${formatNumber(choice.pairsSplit)} of ${countOf(choice.pairsOpen, "pair")} of rivals`
      : shared,
  ];
}
