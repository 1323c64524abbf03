import type { Accounts, AccountsFor, FieldRef, Fit } from "../contract/index.ts";
import type { Asked } from "../evidence/asked.ts";
import type { Instance } from "../evidence/instances.ts";
import { valueOf } from "../evidence/outcome.ts";
import { numberOf, windowOf } from "../evidence/window.ts";
import { interval } from "../statistics.ts";
import { windowsOf, type MeasuredSymptom } from "./symptom.ts";

/** Two windows never close at the same instant, so a count may always be this far off. */
const SLACK = 2;

export const allowance = (missing: number, tolerancePercent: number): number =>
  Math.max(SLACK, (Math.abs(missing) * tolerancePercent) / 100);

/** Everything that it reads: the mechanism's count, what stands in for it, and what passed the mechanism. */
export const countsOf = ({ by, or = [], outOf }: Accounts): readonly FieldRef[] => [by, ...or, ...(outOf === undefined ? [] : [outOf])];

/** What the instance's own counter says in the last window that showed its measure. */
export function accountsFor(asked: Asked, instance: Instance): AccountsFor | undefined {
  const accounts = asked.facts.runbook.hypotheses[instance.hypothesis]?.accounts;
  if (accounts === undefined) return undefined;
  for (const { round, proven, measures } of windowsOf(asked).toReversed()) {
    const seen = measures.get(accounts.measure);
    if (proven !== true || seen?.present !== true) continue;
    const [missing, of] = [numberOf(seen.missing), numberOf(seen.of)];
    const counted = countIn(asked, { accounts, instance, round });
    if (missing === null || counted === null) continue;
    const outOf = accounts.outOf === undefined ? null : read(asked, accounts.outOf, { instance, round });
    const fit = fitOf({ missing, of, counted, outOf }, accounts);
    return { measure: accounts.measure, missing, counted, ...(outOf === null ? {} : { outOf }), fit, matches: fit === "whole" };
  }
  return undefined;
}

interface At {
  readonly instance: Instance;
  readonly round: number;
}

/** The first count above zero. None is zero only when each is known: one that nobody could read might have moved. */
function countIn(asked: Asked, { accounts, ...at }: At & { readonly accounts: Accounts }): number | null {
  const counts = [accounts.by, ...(accounts.or ?? [])].map((ref) => read(asked, ref, at));
  return counts.find((count) => count !== null && count > 0) ?? (counts.includes(null) ? null : 0);
}

function read(asked: Asked, ref: FieldRef, { instance, round }: At): number | null {
  const host = instance.host?.key ?? asked.sources.get(ref.test ?? "")?.hosts[0]?.key;
  if (ref.test === undefined || host === undefined) return null;
  return numberOf(valueOf(asked, ref, { test: ref.test, host, round, gate: windowOf }).value);
}

interface Counts {
  readonly missing: number;
  readonly of: number | null;
  readonly counted: number;
  readonly outOf: number | null;
}

function fitOf(counts: Counts, { tolerancePercent, bursts }: Pick<Accounts, "tolerancePercent" | "bursts">): Fit {
  const { missing, counted } = counts;
  if (!(counted > 0)) return "none";
  if (Math.abs(counted - missing) <= allowance(missing, tolerancePercent)) return "whole";
  if (counted < missing) return "part";
  return sharesAlike(counts, bursts === true ? 2 : 1) ? "share" : "more";
}

/** Could the share that is missing and the share that the mechanism dropped be one, or no further apart than `factor`? Their 95 % intervals overlap. */
function sharesAlike({ missing, of, counted, outOf }: Counts, factor: number): boolean {
  const lost = of === null ? null : interval(missing, of);
  const dropped = outOf === null ? null : interval(counted, outOf);
  return (
    lost !== null && dropped !== null && dropped.lowPercent <= lost.highPercent * factor && lost.lowPercent <= dropped.highPercent * factor
  );
}

/** May a cause with this count be established because nothing else is left? Not when its count says that it is not what is missing. */
export const allowsElimination = (accounts: AccountsFor | undefined): boolean =>
  accounts === undefined || accounts.fit === "whole" || accounts.fit === "share";

/** An instance whose standing is supported, with what it counts and how exact that is. */
export interface Counting {
  readonly instance: string;
  readonly accounts: AccountsFor;
  readonly tolerancePercent: number;
}

export interface Accounting {
  /** Everything missing of every present measure is accounted for, in one way only. */
  readonly complete: boolean;
  /** The instances whose counts do it. */
  readonly by: ReadonlySet<string>;
}

/**
 * Do the supported instances account for what is missing? Their counts have to add up to it, or one of them has to be it alone. When two or
 * more would each do it alone and together count too much, they may have counted the same packets: then none of them is established.
 */
export function accountingOf(symptom: readonly MeasuredSymptom[], counting: readonly Counting[]): Accounting {
  const present = symptom.filter((each) => each.present === true);
  const shares = present.map((each) => sharesOf(counting.filter(({ accounts }) => accounts.measure === each.measure)));
  const complete = present.length > 0 && shares.every((share) => share !== null);
  return { complete, by: new Set(complete ? shares.flatMap((share) => share ?? []) : []) };
}

/** The instances that together are what is missing of one measure; null when they are not, or not in one way only. */
function sharesOf(all: readonly Counting[]): readonly string[] | null {
  // What counted more, or nothing, counted other packets: it is no part of the sum.
  const counting = all.filter(({ accounts: { fit } }) => fit === "whole" || fit === "part");
  const [first] = counting;
  if (first === undefined || all.some(({ accounts: { fit } }) => fit === "share")) return null;
  const { missing } = first.accounts;
  if (counting.some(({ accounts }) => accounts.missing !== missing)) return null;
  const total = counting.reduce((sum, { accounts }) => sum + accounts.counted, 0);
  const tolerancePercent = Math.min(...counting.map((each) => each.tolerancePercent));
  const error = Math.abs(total - missing);
  const adds = error <= allowance(missing, tolerancePercent);
  const alone = counting.filter(({ accounts }) => accounts.matches);
  const closer = alone.filter(({ accounts }) => Math.abs(accounts.counted - missing) <= error);
  if (adds && (closer.length === 0 || counting.length === 1)) return counting.map(({ instance }) => instance);
  return closer.length === 1 && alone.length === 1 ? closer.map(({ instance }) => instance) : null;
}
