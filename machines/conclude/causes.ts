import type { InstanceStanding, NamedCause } from "../contract/index.ts";
import { sayBecause, type Grounds } from "../explain/because.ts";
import { countHypotheses, sayObjects } from "../explain/hypothesis.ts";
import type { Weighing } from "../judge.ts";
import { allowsElimination } from "../standing/accounts.ts";

export interface Causes {
  /** Supported instances that make the symptom by themselves and are not merely contributing to another one. */
  readonly principals: readonly InstanceStanding[];
  readonly established: readonly NamedCause[];
  readonly suspected: readonly NamedCause[];
}

/** Who could be named, and how certainly. Confirmation takes an intervention and is not part of this judgement. */
export function causesOf(weighing: Weighing): Causes {
  const { judgement, contributors, conditions } = weighing;
  const principals = judgement.standings.filter(
    ({ instance, standing }) => standing === "supported" && !contributors.has(instance) && !conditions.has(instance),
  );
  const named = principals.map((standing) => ({ standing, grounds: groundsOf(weighing, standing) }));
  const name = ({ standing, grounds }: (typeof named)[number]): NamedCause => nameCause(weighing, standing, grounds);
  return {
    principals,
    established: named.filter(({ grounds }) => grounds.certainty === "established").map(name),
    suspected: named.filter(({ grounds }) => grounds.certainty !== "established").map(name),
  };
}

/** Open or supported instances that could be the cause instead. */
export function rivalsOf(weighing: Weighing, standing: InstanceStanding): readonly InstanceStanding[] {
  const { judgement, contributors, conditions } = weighing;
  const { instance } = standing;
  return judgement.standings.filter(
    (other) =>
      other.instance !== instance &&
      other.standing !== "refuted" &&
      other.explainedAway !== true &&
      !conditions.has(other.instance) &&
      !areOneMistake(weighing, standing, other) &&
      !(contributors.get(other.instance) ?? []).includes(instance) &&
      !(contributors.get(instance) ?? []).includes(other.instance),
  );
}

/**
 * The same thing wrong on two hosts, each seen by what nothing else shows: one mistake made twice, as when every node of a kind was planned alike.
 * Neither is there instead of the other. Where a count says how much of the symptom each explains, the counts decide.
 */
function areOneMistake({ tallies }: Weighing, one: InstanceStanding, other: InstanceStanding): boolean {
  if (one.hypothesis !== other.hypothesis) return false;
  return [one, other].every(
    ({ instance, standing, accountsFor }) =>
      standing === "supported" &&
      accountsFor === undefined &&
      tallies.some((tally) => tally.instance.id === instance && tally.characteristic),
  );
}

function groundsOf(weighing: Weighing, standing: InstanceStanding): Grounds {
  const { judgement, asked } = weighing;
  const tally = weighing.tallies.find(({ instance }) => instance.id === standing.instance);
  const characteristic = tally?.characteristic === true;
  const accounts = weighing.accounting.complete && weighing.accounting.by.has(standing.instance);
  const rivals = countHypotheses(rivalsOf(weighing, standing));
  // What was only said rules nobody out for good.
  const silenced = judgement.standings.filter((other) => other.standing === "refuted" && other.said === true);
  const { signature, hypotheses } = asked.facts.runbook;
  const placed = new Set(judgement.standings.map(({ hypothesis }) => hypothesis));
  const unplaced = Object.keys(hypotheses).filter((id) => !placed.has(id)).length;
  const condition = weighing.conditions.has(standing.instance);
  const alone = condition || (rivals + silenced.length === 0 && allowsElimination(standing.accountsFor));
  const earned = characteristic && standing.said !== true && (accounts || alone);
  const words = sayersOf([...(standing.said === true ? [standing] : []), ...(condition ? [] : silenced)]);
  return {
    // That there is no rival says nothing where none was looked at.
    certainty: earned && signature === undefined ? "established" : "suspected",
    ...(signature === undefined ? {} : { signature }),
    ...(condition ? { condition } : {}),
    characteristic,
    accounts,
    rivals,
    ...(words.length === 0 ? {} : { words: { by: words, itself: standing.said === true, silenced: countHypotheses(silenced) } }),
    ...(unplaced === 0 ? {} : { unplaced }),
    rejected: judgement.standings.some((other) => other.instance !== standing.instance && other.standing === "refuted"),
  };
}

/** Whose words such standings rest on. */
const sayersOf = (standings: readonly InstanceStanding[]): readonly string[] => [
  ...new Set(standings.flatMap(({ evidence }) => evidence.flatMap(({ said }) => said ?? []))),
];

export function nameCause(weighing: Weighing, standing: InstanceStanding, grounds = groundsOf(weighing, standing)): NamedCause {
  const { asked } = weighing;
  const hypothesis = asked.facts.runbook.hypotheses[standing.hypothesis];
  const hostName = standing.host === undefined ? undefined : asked.hosts.get(standing.host)?.name;
  return {
    id: standing.hypothesis,
    instance: standing.instance,
    certainty: grounds.certainty,
    because: sayBecause(standing, grounds),
    object: {
      ...(standing.host === undefined ? {} : { host: standing.host }),
      ...(hostName === undefined ? {} : { hostName }),
      ...(standing.object === undefined ? {} : { key: standing.object }),
      ...(standing.also === undefined ? {} : { also: standing.also }),
      ...(standing.object === undefined || hypothesis === undefined
        ? {}
        : { say: sayObjects(hypothesis, [standing.object, ...(standing.also ?? [])]) }),
    },
  };
}

/** The same causes where some of what was rejected was never put to the test: their grounds say so. */
export function besideHidden(weighing: Weighing, named: readonly NamedCause[], hidden: ReadonlySet<string>): readonly NamedCause[] {
  const { standings } = weighing.judgement;
  const refuted = standings.filter(({ standing }) => standing === "refuted");
  if (!refuted.some(({ instance }) => hidden.has(instance))) return named;
  const silent = refuted.every(({ instance }) => hidden.has(instance)) ? "all" : "some";
  return named.map((cause) => {
    const standing = standings.find(({ instance }) => instance === cause.instance);
    return standing === undefined ? cause : nameCause(weighing, standing, { ...groundsOf(weighing, standing), hidden: silent });
  });
}
