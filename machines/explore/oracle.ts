import type { InstanceStanding, Verdict } from "../contract/index.ts";
import { allowance } from "../standing/accounts.ts";
import type { Weighing } from "../judge.ts";
import type { Ended } from "./run.ts";

/**
 * The rules for naming a cause, stated a second time and independently of conclude: what a verdict says must follow from the
 * standings. Returns the rule that was broken, or null.
 */
export function brokenRule({ weighing, verdict, stopped }: Ended): string | null {
  if (!stopped) return "it did not end within the bound of rounds";
  const { standings, symptom } = weighing.judgement;
  const byInstance = new Map(standings.map((standing) => [standing.instance, standing]));
  const present = symptom.some((each) => each.present === true);
  const { reproduction, tests } = weighing.asked.facts.runbook;
  const asks = new Set(tests.flatMap(({ id, ask }) => (ask === undefined ? [] : [id])));
  if (verdict.kind === "symptomAbsent") return present ? "it says that the symptom is absent although a measure is present" : null;
  if (verdict.kind === "noneOfThese" && standings.some((each) => each.standing !== "refuted" || byWords(each, asks)))
    return "it says none of these although a cause is not refuted";
  if (verdict.kind !== "cause" && verdict.kind !== "several")
    return verdict.causes.length > 0 ? `it names a cause in a verdict of the kind ${verdict.kind}` : null;
  if (verdict.causes.length === 0) return "it says that there is a cause and names none";
  if (reproduction !== undefined && !present) return "it names a cause although no window showed the symptom";
  for (const cause of [...verdict.causes, ...verdict.contributing]) {
    const standing = byInstance.get(cause.instance);
    const broken = standing === undefined ? "it names a cause that is not an instance of this runbook" : unsupported(standing, asks);
    if (broken !== null) return `${broken} (${cause.instance})`;
  }
  const wordy = verdict.causes.find(({ instance, certainty }) => {
    const standing = byInstance.get(instance);
    return certainty !== "suspected" && standing !== undefined && byWords(standing, asks);
  });
  if (wordy !== undefined) return `it says that ${wordy.instance} is ${wordy.certainty} by what people said alone`;
  const unheard = standings.map((each): InstanceStanding =>
    each.standing === "refuted" && byWords(each, asks) ? { ...each, standing: "open" } : each,
  );
  if (verdict.causes.some(({ instance }) => weighing.conditions.has(instance))) return "it names what does not make this symptom by itself";
  return brokenCertainty(verdict, unheard, weighing);
}

/** What it stands by, without what people said, would not be enough. */
function byWords({ standing, evidence }: InstanceStanding, asks: ReadonlySet<string>): boolean {
  const measured = evidence.filter(({ test }) => !asks.has(test));
  const words = measured.length < evidence.length;
  if (standing === "refuted")
    return words && !measured.some(({ claim, state }) => claim.strength !== "characteristic" && state === "failed");
  return standing === "supported" && words && !measured.some(({ claim, state }) => claim.strength !== "necessary" && state === "held");
}

function unsupported({ standing, evidence, hypothesis }: InstanceStanding, asks: ReadonlySet<string>): string | null {
  if (standing !== "supported") return `it names ${hypothesis}, which is ${standing}`;
  const necessary = evidence.filter(({ test, claim }) => claim.strength !== "characteristic" && !asks.has(test));
  const heard = evidence.some(({ test, claim, state }) => asks.has(test) && claim.strength !== "necessary" && state === "held");
  return necessary.some(({ state }) => state === "failed" || (state === "unknown" && !heard))
    ? `it names ${hypothesis} although a necessary prediction does not hold`
    : null;
}

function brokenCertainty(
  verdict: Verdict,
  standings: readonly InstanceStanding[],
  { contributors, conditions }: Pick<Weighing, "contributors" | "conditions">,
): string | null {
  const named = new Set(verdict.causes.map(({ instance }) => instance));
  for (const { instance, certainty } of verdict.causes) {
    if (certainty !== "established") continue;
    const rivals = standings.filter(
      (other) =>
        other.instance !== instance &&
        other.standing !== "refuted" &&
        !conditions.has(other.instance) &&
        !(contributors.get(other.instance) ?? []).includes(instance) &&
        !(madeTwice(other) && standings.some((one) => one.instance === instance && one.hypothesis === other.hypothesis && madeTwice(one))),
    );
    if (rivals.length > 0 && !accounted(verdict, standings, named))
      return `it says that ${instance} is established while ${rivals[0]?.instance ?? "a rival"} is not refuted and nothing accounts for the symptom`;
    const own = standings.find((other) => other.instance === instance)?.accountsFor;
    if (own !== undefined && contradicts(own) && !accounted(verdict, standings, named))
      return `it says that ${instance} is established although it counted ${own.counted} where ${own.missing} are missing`;
  }
  const others = standings.filter(
    ({ instance, standing }) =>
      standing === "supported" && !named.has(instance) && !contributors.has(instance) && !conditions.has(instance),
  );
  const suspected = verdict.causes.some(({ certainty }) => certainty === "suspected");
  if (verdict.kind === "cause" && suspected && (named.size > 1 || others.length > 0))
    return "it names one suspect of several that are supported";
  return verdict.kind === "several" && named.size < 2 ? "it says several and names fewer than two" : null;
}

/** Seen at work by what nothing else shows, and without a count that could say how much of the symptom it explains. */
function madeTwice({ standing, accountsFor, evidence }: InstanceStanding): boolean {
  const shown = evidence.some(({ claim, state }) => claim.strength !== "necessary" && state === "held");
  return standing === "supported" && accountsFor === undefined && shown;
}

/** A count that is far from what is missing, and not merely because others were dropped at the same rate: then it says how many passed. */
function contradicts({ counted, missing, outOf }: NonNullable<InstanceStanding["accountsFor"]>): boolean {
  if (counted > missing && outOf !== undefined) return counted > outOf;
  return counted === 0 || Math.abs(counted - missing) > allowance(missing, 50);
}

/** Do the named causes' own counts add up to what is missing, in every measure that is present? */
function accounted(verdict: Verdict, standings: readonly InstanceStanding[], named: ReadonlySet<string>): boolean {
  const present = verdict.symptom.filter((each) => each.present === true);
  return (
    present.length > 0 &&
    present.every(({ measure }) => {
      const counts = standings.flatMap(({ instance, accountsFor }) =>
        named.has(instance) && accountsFor?.measure === measure ? [accountsFor] : [],
      );
      const missing = counts[0]?.missing;
      const total = counts.reduce((sum, { counted }) => sum + counted, 0);
      // The widest tolerance that a runbook may state is checked elsewhere; here half of what is missing is already too far off.
      return missing !== undefined && total > 0 && Math.abs(total - missing) <= allowance(missing, 50);
    })
  );
}
