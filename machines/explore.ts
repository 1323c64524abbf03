import type { Catalogue, Runbook } from "./contract/index.ts";
import { conclude as ours } from "./conclude.ts";
import type { Changes } from "./explore/changes.ts";
import { briefsFor } from "./explore/brief.ts";
import { modelOf } from "./explore/cells.ts";
import type { Finding } from "./explore/finding.ts";
import { localFindings } from "./explore/local.ts";
import { baseWorld, idleFindings, reachFindings, type Course } from "./explore/reach.ts";
import type { Conclude } from "./explore/run.ts";
import { walkAll, walkAtRandom, WALKS } from "./explore/walk.ts";
import { windowsFor } from "./explore/window.ts";
import { finding } from "./explore/finding.ts";

export interface Exploration {
  readonly findings: readonly Finding[];
  /** What was done: every run, or rule by rule and random walks from which seed. */
  readonly how: string;
}

export interface ExploreOptions {
  /** Random walks repeat exactly with the same seed. */
  readonly seed?: number;
  /** The engine under check; another one than ours only to prove that the checker catches a broken one. */
  readonly conclude?: Conclude;
  /** What the runbook's changes are checked against. */
  readonly changes?: Changes;
}

/** Walks a runbook that is well formed: every run where that is feasible, else rule by rule and at random. */
export function explore(runbook: Runbook, catalogue: Catalogue, { seed = 1, conclude = ours }: ExploreOptions = {}): Exploration {
  const variants = briefsFor(runbook).map(({ name, brief }) => {
    const model = modelOf({ runbook, catalogue, brief });
    const course: Course = { model, windows: windowsFor(runbook, brief), conclude };
    return { name, ...exploreCourse(course, seed) };
  });
  return {
    findings: [...new Map(variants.flatMap(({ findings }) => findings).map((each) => [each.say, each])).values()],
    how: variants.map(({ name, how }) => `${name}: ${how}`).join("; "),
  };
}

function exploreCourse(course: Course, seed: number): Exploration {
  if (course.windows.shown === null && course.model.asked.facts.runbook.reproduction !== undefined) {
    return {
      how: "no window can show the symptom",
      findings: [
        finding(
          "reachable",
          'No run reproduces the symptom: no reading of the probe fulfils the proof and makes a measure present. Correct the proof, or the measure\'s "present".',
        ),
      ],
    };
  }
  const base = baseWorld(course);
  const local = localFindings(course.model, base);
  const directed = [...reachFindings(course, base), ...idleFindings(course, base)];
  const all = walkAll(course);
  const walked = all.complete ? all.findings : walkAtRandom(course, seed);
  const how = all.complete
    ? `every run (${all.states} states)`
    : `rule by rule over every region, and ${WALKS} random walks from seed ${seed}`;
  return { findings: [...local, ...directed, ...walked], how };
}
