import type { Brief, Comparison, Runbook, Value } from "../contract/index.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { compare, scaled } from "../evidence/compare.ts";
import { trialsToExclude } from "../statistics.ts";
import { MISSING } from "./cells.ts";

/** What a reproduction's reading would be, for each way a window can turn out. Null where the runbook allows none. */
export interface Windows {
  readonly shown: Fields | null;
  /** Nothing missing, and enough probes to say so. */
  readonly absent: Fields | null;
  readonly tooFew: Fields | null;
  readonly unproven: Fields | null;
}

export type Fields = Readonly<Record<string, Value>>;

/** Looks for one reading of the probe per outcome, among the regions that proof and measures carve. */
export function windowsFor(runbook: Runbook, brief: Brief): Windows {
  const { reproduction } = runbook;
  const none: Windows = { shown: null, absent: null, tooFew: null, unproven: null };
  if (reproduction === undefined) return none;
  const measures = Object.values(runbook.measures).filter(({ present }) => present.test === REPRODUCTION);
  const needed = trialsToExclude(Number(brief.inputs[reproduction.smallestPercentInput ?? ""])) ?? 0;
  const presents = measures.map(({ present }) => present);
  const fields = fieldsOf([...reproduction.proof, ...presents]);
  for (const { missing, of } of measures) {
    fields.set(missing.field, new Set([...(fields.get(missing.field) ?? []), 0, MISSING]));
    if (of !== undefined) fields.set(of.field, fields.get(of.field) ?? new Set([MISSING * 100]));
  }
  fields.set(reproduction.sentField, new Set([...(fields.get(reproduction.sentField) ?? []), Math.max(needed, MISSING * 100), 1]));
  const proven = (each: Fields): boolean => reproduction.proof.every((proof) => isHeld(proof, each));
  const anyPresent = (each: Fields): boolean => presents.some((present) => isHeld(present, each));
  const exact = (each: Fields): boolean =>
    measures.every(({ present, missing }) => !isHeld(present, each) || each[missing.field] === MISSING);
  const sent = (each: Fields): number => Number(each[reproduction.sentField]);
  const all = [...readingsOver([...fields])];
  const find = (goal: (each: Fields) => boolean): Fields | null => all.find(goal) ?? null;
  return {
    shown:
      find((each) => proven(each) && anyPresent(each) && exact(each) && sent(each) > MISSING) ??
      find((each) => proven(each) && anyPresent(each)),
    absent: find((each) => proven(each) && !anyPresent(each) && sent(each) >= needed),
    tooFew: find((each) => proven(each) && !anyPresent(each) && sent(each) * 2 < needed),
    unproven: find((each) => !proven(each)),
  };
}

function fieldsOf(comparisons: readonly Comparison[]): Map<string, Set<Value>> {
  const fields = new Map<string, Set<Value>>();
  const add = (field: string, ...values: readonly Value[]): void => {
    fields.set(field, new Set([...(fields.get(field) ?? []), ...values]));
  };
  for (const { field, value } of comparisons) {
    if (typeof value === "number") add(field, value, value + 1, value - 1);
    else if (typeof value === "boolean") add(field, value, !value);
    else if (typeof value === "string") add(field, value, `not ${value}`);
    else {
      const other = MISSING * 100;
      add(value.field, other);
      const limit = scaled(other, value);
      if (typeof limit === "number") add(field, limit, limit + 1, limit - 1);
    }
  }
  return fields;
}

/** Most runbooks need a few hundred; a proof with very many fields is cut off, and then no window is found. */
const MOST_READINGS = 20_000;

function* readingsOver(fields: readonly (readonly [string, ReadonlySet<Value>])[]): Generator<Fields> {
  let count = 0;
  function* from(index: number, base: Fields): Generator<Fields> {
    const entry = fields[index];
    if (entry === undefined) {
      count += 1;
      yield base;
      return;
    }
    for (const value of entry[1]) {
      if (count >= MOST_READINGS) return;
      yield* from(index + 1, { ...base, [entry[0]]: value });
    }
  }
  yield* from(0, {});
}

function isHeld({ field, is, value }: Comparison, reading: Fields): boolean {
  const other = typeof value === "object" ? scaled(reading[value.field] ?? { unknown: "absent" }, value) : value;
  return compare(reading[field] ?? { unknown: "absent" }, is, other).state === "held";
}
