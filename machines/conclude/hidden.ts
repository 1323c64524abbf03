import type { Hidden, Hide, InstanceStanding } from "../contract/index.ts";
import { sayHide } from "../explain/hide.ts";
import { firstIn, type Instance } from "../evidence/instances.ts";
import { outcomeOf } from "../evidence/outcome.ts";
import { roundsAt } from "../evidence/seen.ts";
import { windowOf } from "../evidence/window.ts";
import type { Weighing } from "../judge.ts";

/**
 * What the named causes kept from being seen: the first place that nothing got to speaks for those behind it, so an author writes them in the
 * order of the way. Nothing is said where it is not known, or where whatever acts there was seen after all.
 */
export function hiddenBehind(weighing: Weighing, named: ReadonlySet<string>): readonly Hidden[] {
  const { hides = {} } = weighing.asked.facts.runbook;
  for (const [hide, each] of Object.entries(hides)) {
    const host = nothingGotTo(weighing, each);
    const instances = host === null ? [] : silent(weighing, each, named);
    if (host !== null && instances.length > 0) return [{ hide, say: sayHide(each), instances, host }];
  }
  return [];
}

/** The host that says so, in the last window that counts; null where something got there, or nobody knows. */
function nothingGotTo({ asked }: Weighing, { present }: Hide): string | null {
  const host = firstIn(present.role, asked.facts.brief)?.key;
  if (host === undefined) return null;
  const known = roundsAt(asked, present.test, host)
    .map((round) => outcomeOf(asked, present, { test: present.test, host, round, gate: windowOf }).state)
    .findLast((state) => state !== "unknown");
  return known === "held" ? host : null;
}

function silent({ asked, judgement }: Weighing, { hypotheses, at }: Hide, named: ReadonlySet<string>): readonly string[] {
  const stands = new Map(judgement.standings.map((each) => [each.instance, each.standing]));
  const isThere = ({ host }: Instance): boolean => at === undefined || (host !== undefined && at.includes(host.role));
  return asked.instances
    .filter((each) => hypotheses.includes(each.hypothesis) && isThere(each) && !named.has(each.id) && stands.get(each.id) !== "supported")
    .map(({ id }) => id);
}

/** What was refuted by its own silence alone is open again: nobody was there to be dropped. */
export function asHidden(standings: readonly InstanceStanding[], hides: readonly Hidden[]): readonly InstanceStanding[] {
  const by = new Map(hides.flatMap(({ hide, instances }) => instances.map((instance) => [instance, hide] as const)));
  return standings.map((each) => {
    const hiddenBy = by.get(each.instance);
    return hiddenBy === undefined ? each : { ...each, standing: "open", hiddenBy };
  });
}
