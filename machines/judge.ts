import type { Facts, InstanceStanding, Judgement } from "./contract/index.ts";
import { askedOf, type Asked } from "./evidence/asked.ts";
import { evidenceFor, predictionsOf, type Predicted } from "./evidence/weigh.ts";
import { accountingOf, accountsFor, type Accounting, type Counting } from "./standing/accounts.ts";
import { conditionsOf } from "./standing/conditions.ts";
import { contributorsOf } from "./standing/contributors.ts";
import { guiltyOf } from "./standing/object.ts";
import { standingsOf, tallyOf, type Stands, type Tally } from "./standing/standing.ts";
import { symptomOf } from "./standing/symptom.ts";
import { sayClaim } from "./explain/hypothesis.ts";

/** A judgement with what it was derived from: what planning and concluding need besides. */
export interface Weighing {
  readonly asked: Asked;
  readonly tallies: readonly Tally[];
  readonly accounting: Accounting;
  /** Supported instances that bring another supported one about: no rivals of it. By instance: what they contribute to. */
  readonly contributors: ReadonlyMap<string, readonly string[]>;
  /** Supported instances that do not make this symptom by themselves. */
  readonly conditions: ReadonlySet<string>;
  readonly judgement: Judgement;
}

/** What the facts say: evidence, standings, symptom. A pure function; the machine, the page and the review use this one. */
export const judge = (facts: Facts): Judgement => weighingOf(facts).judgement;

export function weighingOf(facts: Facts): Weighing {
  const asked = askedOf(facts);
  const tallies = talliesOf(asked);
  const standings = standingsOf(tallies);
  const symptom = symptomOf(asked);
  const seen = tallies.map((tally) => described(asked, tally, standings.get(tally.instance.id) ?? OPEN));
  const bare = withoutOthersCounts(facts, seen);
  const contributors = contributorsOf(facts.runbook, bare);
  const conditions = conditionsOf(asked, bare);
  const accounting = accountingOf(
    symptom,
    countingOf(
      facts,
      bare.filter(({ instance }) => !contributors.has(instance) && !conditions.has(instance)),
    ),
  );
  const explained = bare.map((standing): InstanceStanding =>
    accounting.complete && standing.standing === "open" ? { ...standing, explainedAway: true } : standing,
  );
  const evidence = explained.flatMap((standing) => standing.evidence);
  return { asked, tallies, accounting, contributors, conditions, judgement: { evidence, standings: explained, symptom } };
}

function talliesOf(asked: Asked): readonly Tally[] {
  const byInstance = new Map<string, Predicted[]>(asked.instances.map(({ id }) => [id, []]));
  for (const predicted of predictionsOf(asked)) byInstance.get(predicted.instance.id)?.push(predicted);
  return asked.instances.map((instance) => {
    const weighed = (byInstance.get(instance.id) ?? []).map((predicted) => ({ predicted, evidence: evidenceFor(asked, predicted) }));
    return tallyOf(instance, weighed, asked.facts.runbook.hypotheses[instance.hypothesis]?.remainder === true);
  });
}

const OPEN: Stands = { standing: "open", said: false };

function described(asked: Asked, { instance, weighed }: Tally, { standing, said }: Stands): InstanceStanding {
  const guilty = guiltyOf(asked, instance);
  const object = guilty?.key;
  const accounts = accountsFor(asked, instance);
  // Rows share what is missing only where the count is of these packets.
  const also = accounts?.fit === "whole" || accounts?.fit === "part" ? (guilty?.also ?? []) : [];
  const hypothesis = asked.facts.runbook.hypotheses[instance.hypothesis];
  return {
    instance: instance.id,
    hypothesis: instance.hypothesis,
    ...(instance.host === undefined ? {} : { host: instance.host.key }),
    claim: hypothesis === undefined ? instance.hypothesis : sayClaim(hypothesis, { host: instance.host?.name, object }),
    standing,
    ...(said ? { said: true as const } : {}),
    evidence: weighed.flatMap(({ evidence }) => evidence ?? []),
    ...(object === undefined ? {} : { object }),
    ...(also.length === 0 ? {} : { also }),
    ...(accounts === undefined ? {} : { accountsFor: accounts }),
  };
}

/**
 * A mechanism that picks what it drops and dropped more than is missing dropped others: while a rival is left, nothing says that it dropped
 * these. It stays open.
 */
function withoutOthersCounts({ runbook }: Facts, standings: readonly InstanceStanding[]): readonly InstanceStanding[] {
  return standings.map((each) => {
    const ofOthers = each.accountsFor?.fit === "more" && runbook.hypotheses[each.hypothesis]?.accounts?.picks === true;
    const rivals = standings.some(({ instance, standing }) => instance !== each.instance && standing !== "refuted");
    return each.standing === "supported" && ofOthers && rivals ? { ...each, standing: "open" } : each;
  });
}

const countingOf = ({ runbook }: Facts, standings: readonly InstanceStanding[]): readonly Counting[] =>
  standings.flatMap(({ instance, hypothesis, standing, accountsFor: accounts }): readonly Counting[] => {
    if (standing !== "supported" || accounts === undefined) return [];
    return [{ instance, accounts, tolerancePercent: runbook.hypotheses[hypothesis]?.accounts?.tolerancePercent ?? 0 }];
  });
