import type { Advice, Hypothesis } from "../contract/index.ts";
import { partsOf, type AdvicePart } from "./advice.ts";
import { fillHoles, type Known } from "./hole.ts";
import { sayObject } from "./hypothesis.ts";

/** What to do, with commands and prose apart: what is filled in does not change which is which. */
export interface Steps {
  readonly now: readonly AdvicePart[];
  readonly permanent: readonly AdvicePart[];
  readonly undo: readonly AdvicePart[];
}

export function stepsOf(hypothesis: Hypothesis, known: Known): Steps {
  const { now, permanent, undo } = hypothesis.advice;
  const filled = (advice: string): readonly AdvicePart[] =>
    partsOf(advice).map((part) => ({ ...part, text: filling(hypothesis, known)(part.text) }));
  return { now: filled(now), permanent: filled(permanent), undo: filled(undo) };
}

/** What to do, on this host and about this object. */
export function fillAdvice(hypothesis: Hypothesis, known: Known): Advice {
  const { advice } = hypothesis;
  const fill = filling(hypothesis, known);
  return { ...advice, now: fill(advice.now), permanent: fill(advice.permanent), undo: fill(advice.undo) };
}

const filling =
  (hypothesis: Hypothesis, known: Known) =>
  (text: string): string =>
    fillHoles(text, hypothesis, known)
      .replaceAll("{host}", () => known.host ?? "the host")
      .replaceAll("{object}", () => sayObject(hypothesis, known.key));
