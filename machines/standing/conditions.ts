import type { InstanceStanding } from "../contract/index.ts";
import type { Asked } from "../evidence/asked.ts";
import { firstIn } from "../evidence/instances.ts";
import { outcomeOf } from "../evidence/outcome.ts";
import { roundsAt } from "../evidence/seen.ts";
import { windowOf } from "../evidence/window.ts";

/**
 * Supported instances that do not make this symptom by themselves: something that is not known yet acts on what they make. They are true, and told
 * as contributing, and neither named nor rivals of what is. A sweep looks at one mechanism and at no symptom.
 */
export function conditionsOf(asked: Asked, standings: readonly InstanceStanding[]): ReadonlySet<string> {
  if (asked.facts.runbook.signature !== undefined) return new Set();
  return new Set(standings.filter((each) => each.standing === "supported" && !standsAlone(asked, each)).map(({ instance }) => instance));
}

/** In the last window that counts. What is not known is no reason to name it. */
function standsAlone(asked: Asked, { hypothesis }: InstanceStanding): boolean {
  const alone = asked.facts.runbook.hypotheses[hypothesis]?.alone;
  if (alone === undefined) return true;
  const host = firstIn(alone.role, asked.facts.brief)?.key;
  if (host === undefined) return false;
  const states = roundsAt(asked, alone.test, host).map(
    (round) => outcomeOf(asked, alone, { test: alone.test, host, round, gate: windowOf }).state,
  );
  return states.findLast((state) => state !== "unknown") === "held";
}
