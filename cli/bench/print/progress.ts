import { placeOf, type Look } from "../look/looks.ts";
import type { Scored } from "./accuracy.ts";
import { CLASSES } from "./tally.ts";

export const accuracyLine = (answer: Scored | undefined): string =>
  answer === undefined ? "" : `${CLASSES[answer.class]}; ${answer.said}`;

export function lookLine(look: Look): string {
  const ranked = look.ranked.map(({ runbook, points }) => `${runbook} ${points}`).join(", ") || "nothing";
  const place = placeOf(look);
  return look.right.length === 0 ? `ranked ${ranked}` : `${place === null ? "not ranked" : `place ${place}`}; ranked ${ranked}`;
}
