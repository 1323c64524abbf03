import { placeOf, rankedWords, type Look } from "../look/looks.ts";
import type { Scored } from "./accuracy.ts";
import { CLASSES } from "./tally.ts";

export const accuracyLine = (answer: Scored | undefined): string =>
  answer === undefined ? "" : `${CLASSES[answer.class]}; ${answer.said}`;

export function lookLine(look: Look): string {
  const ranked = `ranked ${rankedWords(look)}`;
  const place = placeOf(look);
  return look.right.length === 0 ? ranked : `${place === null ? "not ranked" : `place ${place}`}; ${ranked}`;
}
