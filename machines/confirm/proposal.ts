import type { Facts, Intervention, NamedCause, Verdict } from "../contract/index.ts";
import { isUnknown } from "../contract/index.ts";
import { askedOf } from "../evidence/asked.ts";
import { valueOf } from "../evidence/outcome.ts";
import { argsOf } from "../plan/args.ts";

/** A change that would show whether the named cause is the cause. */
export interface Intended {
  readonly cause: NamedCause;
  readonly host: string;
  readonly intervention: Intervention;
  readonly args: Readonly<Record<string, string>>;
}

/** For each named cause on a host that has a reversible change. What is already confirmed needs none. */
export function intendedFor(facts: Facts, verdict: Verdict): readonly Intended[] {
  const { runbook, brief } = facts;
  return verdict.causes.flatMap((cause) => {
    const intervention = runbook.hypotheses[cause.id]?.intervention;
    const { host, key } = cause.object;
    if (intervention === undefined || host === undefined || cause.certainty === "confirmed") return [];
    const { args = {} } = intervention;
    const plain = Object.fromEntries(Object.entries(args).flatMap(([name, arg]) => ("object" in arg ? [] : [[name, arg] as const])));
    const ofObject = Object.entries(args).flatMap(([name, arg]) => ("object" in arg && key !== undefined ? [[name, key] as const] : []));
    return [{ cause, host, intervention, args: { ...argsOf(plain, runbook, brief), ...Object.fromEntries(ofObject) } }];
  });
}

/** What it would be set to; null when that is not known, or is what it is already. */
export function targetValue(facts: Facts, { intervention: { target }, host }: Intended, before: string): string | null {
  const value = "to" in target ? target.to : "times" in target ? multiple(before, target) : fieldOf(facts, target.field, host);
  return value === null || value === before ? null : value;
}

function multiple(before: string, { times, most }: { readonly times: number; readonly most: number }): string | null {
  const number = Number(before);
  return Number.isFinite(number) ? String(Math.min(most, Math.round(number * times))) : null;
}

function fieldOf(facts: Facts, field: Extract<Intervention["target"], { field: unknown }>["field"], host: string): string | null {
  const asked = askedOf(facts);
  const test = field.test ?? "";
  const round = facts.rounds.at(-1)?.number ?? 0;
  const { value } = valueOf(asked, field, { test, host, round, gate: null });
  return isUnknown(value) || typeof value !== "number" ? null : String(Math.round(value));
}
