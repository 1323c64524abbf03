import { isUnknown, type Claim, type FieldRef, type InstanceStanding } from "../contract/index.ts";
import { causesOf, rivalsOf } from "../conclude/causes.ts";
import { REPRODUCTION, type Asked } from "../evidence/asked.ts";
import { isTied, placeOf } from "../evidence/outcome.ts";
import type { Weighing } from "../judge.ts";
import type { Tally, Weighed } from "../standing/standing.ts";
import { isAskable, MOST_ASKS, timesAsked } from "./askable.ts";

/** Something that collecting `test` on `host` could settle for one live instance. */
export interface Stake {
  readonly instance: string;
  readonly test: string;
  readonly host: string;
  /** Equal for two instances exactly when the answer cannot tell them apart. */
  readonly signature: string;
}

/** Instances that may still be the cause. */
export const liveOf = ({ judgement }: Weighing): readonly InstanceStanding[] =>
  judgement.standings.filter(({ standing, explainedAway }) => standing !== "refuted" && explainedAway !== true);

/** Everything that is left to settle, with the tests that could settle it. */
export function stakesOf(weighing: Weighing): readonly Stake[] {
  const tallies = new Map(weighing.tallies.map((tally) => [tally.instance.id, tally]));
  return liveOf(weighing).flatMap((standing) => {
    const tally = tallies.get(standing.instance);
    if (tally === undefined) return [];
    const claims = standing.standing === "supported" ? [] : openClaims(weighing.asked, tally);
    return [...claims.flatMap((each) => stakesIn(weighing.asked, each)), ...accountStakes(weighing, standing)];
  });
}

/** Once a necessary prediction can never be known, nothing can support the hypothesis; it may still be refuted. */
function openClaims(asked: Asked, tally: Tally): readonly Weighed[] {
  const undecided = tally.weighed.filter(({ evidence }) => evidence === undefined || evidence.state === "unknown");
  const decidable = undecided.filter((each) => stakesIn(asked, each).length > 0);
  // What people do not know keeps nothing from being supported, and what they know stands in for what could not be read.
  const stuck = undecided.some(
    (each) => each.predicted.claim.strength !== "characteristic" && !each.predicted.asked && !decidable.includes(each),
  );
  return decidable.filter(
    ({ predicted }) => predicted.claim.strength !== "characteristic" || predicted.asked || (!stuck && !tally.characteristic),
  );
}

function stakesIn(asked: Asked, { predicted, evidence }: Weighed): readonly Stake[] {
  const { claim, test, host, instance } = predicted;
  const own = { test, host, tied: tiedAt(asked, { field: claim.field, ...(claim.of === undefined ? {} : { of: claim.of }) }, predicted) };
  const others = refsOf(claim)
    .flatMap((ref) => {
      const at = placeOf(asked, ref, predicted);
      return "pending" in at ? [] : [{ test: at.source.id, host: at.host, tied: isTied(at.of) }];
    })
    .filter((other) => other.test !== REPRODUCTION && (other.test !== test || other.host !== host));
  if (!isAskable(asked, test, host) && evidence !== undefined && isUnknown(evidence.saw)) return [];
  const spent = others.some(
    (other) => other.tied && own.tied && timesAsked(asked, test, host) >= MOST_ASKS && isAskable(asked, other.test, other.host),
  );
  const signature = `${JSON.stringify([claim.field, claim.of ?? null, claim.is, claim.value, host])}`;
  return [own, ...(spent ? [] : others)]
    .filter((each) => isAskable(asked, each.test, each.host))
    .map((each) => ({ instance: instance.id, test: each.test, host: each.host, signature }));
}

function tiedAt(asked: Asked, ref: FieldRef, at: { readonly test: string; readonly host: string }): boolean {
  const own = placeOf(asked, ref, at);
  return !("pending" in own) && isTied(own.of);
}

/** The references to other readings that a claim makes. */
export function refsOf({ value, provided }: Claim): readonly FieldRef[] {
  const condition =
    provided === undefined ? [] : [{ field: provided.field, ...(provided.of === undefined ? {} : { of: provided.of }) }, provided.value];
  return [value, ...condition].filter((each): each is FieldRef => typeof each === "object");
}

/** An instance's own count can establish it while rivals are left, so it is worth collecting for its own sake. */
function accountStakes(weighing: Weighing, standing: InstanceStanding): readonly Stake[] {
  const { asked } = weighing;
  const by = asked.facts.runbook.hypotheses[standing.hypothesis]?.accounts?.by;
  const host = standing.host ?? (by?.test === undefined ? undefined : asked.sources.get(by.test)?.hosts[0]?.key);
  if (by?.test === undefined || host === undefined || standing.accountsFor !== undefined) return [];
  if (standing.standing !== "supported" || rivalsOf(weighing, standing).length === 0 || !isAskable(asked, by.test, host)) return [];
  return [{ instance: standing.instance, test: by.test, host, signature: `accounts ${JSON.stringify(by)} ${host}` }];
}

/** Can anything still change the verdict? Not once causes are established: they leave no rival. */
export const isSettled = (weighing: Weighing): boolean => causesOf(weighing).established.length > 0;
