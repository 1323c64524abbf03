import type { Catalogue } from "../contract/index.ts";
import { weighingOf } from "../judge.ts";
import { planFrom } from "../plan/next.ts";
import type { InvestigationEvent } from "./event.ts";
import { factsOf } from "./facts.ts";

/**
 * The one test that is still asked, if nothing is asked any more once it is skipped: that skip is followed by the verdict, and cannot be taken back. Null
 * where it can be: something else is collected or would be, or it is paused, and the verdict waits for Resume.
 */
export function lastTest(events: readonly InvestigationEvent[], catalogue: Catalogue): string | null {
  const last = events.at(-1);
  const paused = events.findLast(({ type }) => type === "paused" || type === "resumed")?.type === "paused";
  if (last === undefined || paused) return null;
  const { rounds, answers } = factsOf(events, catalogue);
  const answered = new Set(answers.map(({ request }) => request.key));
  const open = new Set((rounds.at(-1)?.requests ?? []).filter(({ key }) => !answered.has(key)).map(({ test }) => test));
  const [test] = open;
  if (test === undefined || open.size > 1) return null;
  const skip: InvestigationEvent = { type: "skipped", test, seq: last.seq + 1, at: last.at, actor: last.actor };
  return planFrom(weighingOf(factsOf([...events, skip], catalogue))).round === null ? test : null;
}
