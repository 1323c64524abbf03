import type { InstanceStanding } from "../contract/index.ts";
import type { Asked } from "../evidence/asked.ts";
import type { Instance } from "../evidence/instances.ts";
import { valueOf } from "../evidence/outcome.ts";
import { numberOf, windowOf } from "../evidence/window.ts";
import { windowsOf, type MeasuredSymptom } from "./symptom.ts";

export type AccountsFor = NonNullable<InstanceStanding["accountsFor"]>;

/** Two windows never close at the same instant, so a count may always be this far off. */
const SLACK = 2;

export const allowance = (missing: number, tolerancePercent: number): number =>
  Math.max(SLACK, (Math.abs(missing) * tolerancePercent) / 100);

/** What the instance's own counter says in the last window that showed its measure. */
export function accountsFor(asked: Asked, instance: Instance): AccountsFor | undefined {
  const accounts = asked.facts.runbook.hypotheses[instance.hypothesis]?.accounts;
  if (accounts === undefined || accounts.by.test === undefined) return undefined;
  const host = instance.host?.key ?? asked.sources.get(accounts.by.test)?.hosts[0]?.key;
  if (host === undefined) return undefined;
  for (const window of windowsOf(asked).toReversed()) {
    const seen = window.measures.get(accounts.measure);
    if (window.proven !== true || seen?.present !== true) continue;
    const missing = numberOf(seen.missing);
    const counted = numberOf(valueOf(asked, accounts.by, { test: accounts.by.test, host, round: window.round, gate: windowOf }).value);
    if (missing === null || counted === null) continue;
    const matches = counted > 0 && Math.abs(counted - missing) <= allowance(missing, accounts.tolerancePercent);
    return { measure: accounts.measure, missing, counted, matches };
  }
  return undefined;
}

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
 * Do the supported instances account for what is missing? Their counts have to add up to it. When two or more would each do it
 * alone and together count too much, they may have counted the same packets: then none of them is established.
 */
export function accountingOf(symptom: readonly MeasuredSymptom[], counting: readonly Counting[]): Accounting {
  const present = symptom.filter((each) => each.present === true);
  const shares = present.map((each) =>
    sharesOf(counting.filter(({ accounts }) => accounts.measure === each.measure && accounts.counted > 0)),
  );
  const complete = present.length > 0 && shares.every((share) => share !== null);
  return { complete, by: new Set(complete ? shares.flatMap((share) => share ?? []) : []) };
}

/** The instances that together are what is missing of one measure; null when they are not, or not in one way only. */
function sharesOf(counting: readonly Counting[]): readonly string[] | null {
  const [first] = counting;
  if (first === undefined) return null;
  const { missing } = first.accounts;
  if (counting.some(({ accounts }) => accounts.missing !== missing)) return null;
  const total = counting.reduce((sum, { accounts }) => sum + accounts.counted, 0);
  const tolerancePercent = Math.min(...counting.map((each) => each.tolerancePercent));
  const error = Math.abs(total - missing);
  if (error > allowance(missing, tolerancePercent)) return null;
  const alone = counting.filter(({ accounts }) => accounts.matches);
  const closer = alone.filter(({ accounts }) => Math.abs(accounts.counted - missing) <= error);
  if (closer.length === 0 || counting.length === 1) return counting.map(({ instance }) => instance);
  return closer.length === 1 && alone.length === 1 ? closer.map(({ instance }) => instance) : null;
}
