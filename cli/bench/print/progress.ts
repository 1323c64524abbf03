import type { Scored } from "./accuracy.ts";
import { CLASSES } from "./tally.ts";

export const accuracyLine = (answer: Scored | undefined): string =>
  answer === undefined ? "" : `${CLASSES[answer.class]}; ${answer.said}`;
