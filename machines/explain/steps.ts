import type { Advice, Hypothesis } from "../contract/index.ts";
import { partsOf, type AdvicePart } from "./advice.ts";
import { fillHoles, isName, type Known } from "./hole.ts";
import { sayObject } from "./hypothesis.ts";

/** What to do, with commands and prose apart: what is filled in does not change which is which. */
export interface Steps {
  readonly now: readonly AdvicePart[];
  readonly permanent: readonly AdvicePart[];
  readonly undo: readonly AdvicePart[];
}

export function stepsOf(hypothesis: Hypothesis, known: Known): Steps {
  const { now, permanent, undo } = hypothesis.advice;
  const filled = filling(hypothesis, known);
  return { now: filled(now), permanent: filled(permanent), undo: filled(undo) };
}

/** What to do, on this host and about this object. */
export function fillAdvice(hypothesis: Hypothesis, known: Known): Advice {
  const { advice } = hypothesis;
  const filled = filling(hypothesis, known);
  const fill = (text: string): string =>
    filled(text)
      .map((part) => part.text)
      .join("");
  return { ...advice, now: fill(advice.now), permanent: fill(advice.permanent), undo: fill(advice.undo) };
}

/**
 * What is filled in came from a host, and a command is pasted into a shell as root: there an object stands only where no shell reads more in its name than a
 * name. Linux lets an interface be called "a;reboot".
 */
const filling =
  (hypothesis: Hypothesis, known: Known) =>
  (advice: string): readonly AdvicePart[] =>
    partsOf(advice).map(({ text, code }) => {
      const object = code ? (isName(known.key) ? known.key : "<object>") : sayObject(hypothesis, known.key);
      const host = code && !isName(known.host) ? "<host>" : (known.host ?? "the host");
      const filled = fillHoles(text, hypothesis, known);
      return { code, text: filled.replaceAll("{host}", () => host).replaceAll("{object}", () => object) };
    });
