import { median, type Median } from "../statistics/median.ts";
import { proportion, type Proportion } from "../statistics/wilson.ts";
import type { Cost } from "../baselines/answer.ts";
import type { Class } from "../score/score.ts";
import { RIGHT, type Row, type Scored } from "./accuracy.ts";

export const CLASSES: Readonly<Record<Class, string>> = {
  exact: "exact",
  causeRight: "cause right, host or object not",
  suspectedRight: "right, only suspected",
  incomplete: "one of two",
  saidHidden: "one of two, said to hide the other",
  falseVerdict: "false verdict",
  rightDontKnow: "right “don't know”",
  wrongDontKnow: "wrong “don't know”",
  deniedSymptom: "denied the symptom",
  noVerdict: "no verdict",
};

/** How one answerer did on these rows. */
export interface Tally {
  readonly n: number;
  readonly classes: Readonly<Record<Class, Proportion | null>>;
  /** Exact, or a right "don't know". */
  readonly right: Proportion | null;
  readonly cost: Readonly<Record<Exclude<keyof Cost, "readings">, Median | null>>;
}

export function tallyOf(rows: readonly Row[], who: string): Tally {
  const answers = rows.flatMap((row) => row.answers[who] ?? []);
  const n = answers.length;
  const share = (fits: (answer: Scored) => boolean): Proportion | null => proportion(answers.filter(fits).length, n);
  const cost = (what: keyof Cost): Median | null => median(answers.flatMap((answer) => answer.cost?.[what] ?? []));
  const of = (name: Class): Proportion | null => share((answer) => answer.class === name);
  return {
    n,
    classes: {
      exact: of("exact"),
      causeRight: of("causeRight"),
      suspectedRight: of("suspectedRight"),
      incomplete: of("incomplete"),
      saidHidden: of("saidHidden"),
      falseVerdict: of("falseVerdict"),
      rightDontKnow: of("rightDontKnow"),
      wrongDontKnow: of("wrongDontKnow"),
      deniedSymptom: of("deniedSymptom"),
      noVerdict: of("noVerdict"),
    },
    right: share((answer) => RIGHT.has(answer.class)),
    cost: { commands: cost("commands"), probes: cost("probes"), bytes: cost("bytes"), ms: cost("ms") },
  };
}
