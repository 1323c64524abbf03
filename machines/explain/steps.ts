import type { Advice, Alert, Hypothesis } from "../contract/index.ts";
import { partsOf, type AdvicePart } from "./advice.ts";
import { fillHoles, HOLE, isName, type Known } from "./hole.ts";
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

/** The sentence of a cause that no counter shows, about this object. A rule is for all hosts and stays as it is. */
export const fillAlert = (hypothesis: Hypothesis, known: Known): Alert =>
  "none" in hypothesis.alert ? { none: fillHoles(hypothesis.alert.none, hypothesis, known) } : hypothesis.alert;

/** What was not read and the person who types it has to put in, by its name. Null: nothing. */
export function toPutIn({ now, undo, permanent }: Steps): string | null {
  const holes = [...new Set([now, undo, permanent].flat().flatMap(({ text }) => holesIn(text)))];
  return holes.length === 0
    ? null
    : `${holes.join("; ")}. Culprit does not fill this in: it stands in angle brackets above, and is yours to put in before you type the command.`;
}

/** The words between the angle brackets of a piece of advice. */
export const holesIn = (text: string): readonly string[] => [...new Set([...text.matchAll(HOLE)].map(([, name = ""]) => name))];

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
