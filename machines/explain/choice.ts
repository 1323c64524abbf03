import type { Choice } from "../contract/index.ts";
import { countOf, formatNumber, listOf } from "./number.ts";

/** More of them are counted: which they are is said where they ride. */
const FEW = 4;

/** Why this test comes now. `titles` names tests as people do; ids where it is silent. */
export function explainChoice(choice: Choice, titles: Readonly<Record<string, string>> = {}): string {
  const name = (test: string): string => titles[test] ?? test;
  const cost = `${countOf(choice.costSeconds, "second")}, ${choice.risk}`;
  const parts =
    choice.test === "reproduction"
      ? [`The symptom is measured before anything is believed (${cost})`, ...together(choice, name)]
      : [`${name(choice.test)} is chosen: ${splits(choice)} (${cost})`, ...together(choice, name)];
  const instead =
    choice.instead === undefined
      ? []
      : [
          `${name(choice.instead.test)} would tell apart ${countOf(choice.instead.pairsSplit, "pair")} in ${countOf(choice.instead.costSeconds, "second")}`,
        ];
  return `${[...parts, ...instead].map(begun).join(". ")}.`;
}

/** As a sentence begins; an id stays as it is typed. */
const begun = (sentence: string): string =>
  /^[a-z]+[A-Z]/.test(sentence) ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1);

function splits({ pairsSplit, pairsOpen }: Choice): string {
  if (pairsOpen === 0) return "it tests the one cause that is left";
  return pairsSplit === 0
    ? "it can still rule out or support a cause"
    : `it can tell apart ${formatNumber(pairsSplit)} of ${countOf(pairsOpen, "pair")} of rivals`;
}

function together(choice: Choice, name: (test: string) => string): readonly string[] {
  if (choice.riders.length === 0) return [];
  const { length } = choice.riders;
  const shared =
    length > FEW
      ? `${countOf(length, "more test")} share the same window`
      : `${listOf(choice.riders.map(name))} ${length === 1 ? "shares" : "share"} the same window`;
  return [
    choice.test === "reproduction" && choice.pairsSplit > 0
      ? `${shared} and can tell apart ${formatNumber(choice.pairsSplit)} of ${countOf(choice.pairsOpen, "pair")} of rivals`
      : shared,
  ];
}
