import { keysOf, type Subject } from "../score/subject.ts";
import { naming, NOTHING, type Answer } from "./answer.ts";

export interface Prior {
  readonly cause: string;
  readonly host?: string;
  /** In how many of the runs that have a cause it is one. */
  readonly k: number;
  readonly n: number;
}

/** The most frequent cause, with its host, of the very runs that it is then scored on. */
export function priorOf(subjects: readonly Subject[]): Prior | null {
  const sick = subjects.filter(({ causes }) => causes.length > 0);
  const names = sick.flatMap((subject) =>
    subject.causes.flatMap(({ id, host }) =>
      subject.hypotheses.includes(id) ? [JSON.stringify([id, host === undefined ? null : (keysOf(subject, host)[0] ?? null)])] : [],
    ),
  );
  const [most] = [...Map.groupBy(names, (name) => name).entries()].toSorted(
    ([a, as], [b, bs]) => bs.length - as.length || (a < b ? -1 : 1),
  );
  if (most === undefined) return null;
  const [cause, host] = JSON.parse(most[0]) as readonly [string, string | null];
  return { cause, ...(host === null ? {} : { host }), k: most[1].length, n: sick.length };
}

export const priorOnly = (prior: Prior): Answer => ({ said: naming(prior.cause, prior), cost: NOTHING });
