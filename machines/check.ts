import type { Catalogue, Runbook } from "./contract/index.ts";
import { changeFindings } from "./explore/changes.ts";
import { explore, type ExploreOptions } from "./explore.ts";
import type { Finding } from "./explore/finding.ts";
import { holeFindings } from "./explore/holes.ts";
import { nameFindings } from "./explore/names.ts";
import { subjectOf } from "./explore/subject.ts";
import { dataFindings, wordFindings } from "./explore/words.ts";

export type { Finding } from "./explore/finding.ts";
export type { ExploreOptions } from "./explore.ts";

export interface Checked {
  /** Empty when nothing is wrong. */
  readonly findings: readonly Finding[];
  /** What was done: which rules, over which runs, from which seed. */
  readonly how: string;
}

/** Checks a runbook like a program. A runbook that names what does not exist is not walked: first things first. */
export function check(runbook: Runbook, catalogue: Catalogue, options: ExploreOptions = {}): Checked {
  const data = dataFindings(runbook);
  if (data.length > 0) return { findings: data, how: "only whether it is data: nothing else can be checked before" };
  const words = wordFindings(runbook);
  const subject = subjectOf(runbook, catalogue);
  const names = [
    ...nameFindings(subject),
    ...holeFindings(subject),
    ...(options.changes === undefined ? [] : changeFindings(subject, options.changes)),
  ];
  const broken = names.length > 0 || words.some(({ rule }) => STOPS.has(rule));
  if (broken)
    return {
      findings: [...names, ...words],
      how: "names and words only: what they show has to be corrected before the runs can be walked",
    };
  const { findings, how } = explore(runbook, catalogue, options);
  return { findings: [...words, ...findings], how };
}

/** Defects that make walking pointless or misleading. */
const STOPS: ReadonlySet<string> = new Set(["id", "phase", "when", "on", "tests", "hypotheses", "measures", "operator", "ask"]);
