import type { Operator } from "../contract/index.ts";

const WORDS: Readonly<Record<Operator, string>> = {
  above: "above",
  atLeast: "at least",
  below: "below",
  atMost: "at most",
  equal: "equal to",
  not: "other than",
};
const SIGNS: Readonly<Record<Operator, string>> = { above: ">", atLeast: "≥", below: "<", atMost: "≤", equal: "=", not: "≠" };

export const sayOperator = (is: Operator): string => WORDS[is];
export const signOf = (is: Operator): string => SIGNS[is];
