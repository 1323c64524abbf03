import type { ChangeArg, Facts, FieldRef, Intervention, NamedCause, Value, Verdict } from "../contract/index.ts";
import { isUnknown } from "../contract/index.ts";
import { askedOf } from "../evidence/asked.ts";
import { firstIn } from "../evidence/instances.ts";
import { valueOf } from "../evidence/outcome.ts";
import { argsOf } from "../plan/args.ts";

/** A change that would show whether the named cause is the cause. */
export interface Intended {
  readonly cause: NamedCause;
  /** The host that is changed. */
  readonly host: string;
  /** The host with the cause. */
  readonly at: string;
  readonly intervention: Intervention;
  readonly args: Readonly<Record<string, string>>;
}

/** For each named cause on a host that has a reversible change. What is already confirmed needs none. */
export function intendedFor(facts: Facts, verdict: Verdict): readonly Intended[] {
  return verdict.causes.flatMap((cause) => {
    const intervention = facts.runbook.hypotheses[cause.id]?.intervention;
    const at = cause.object.host;
    if (intervention === undefined || at === undefined || cause.certainty === "confirmed") return [];
    const host = changedHost(facts, intervention, at);
    return host === undefined ? [] : [{ cause, host, at, intervention, args: argsFor(facts, { cause, host, intervention }) }];
  });
}

function changedHost({ brief }: Facts, { on }: Intervention, at: string): string | undefined {
  if (on === undefined) return at;
  const role = brief.hosts.find(({ key }) => key === at)?.role;
  const other = role !== undefined && Object.hasOwn(on, role) ? on[role] : undefined;
  return other === undefined ? undefined : other === role ? at : firstIn(other, brief)?.key;
}

/** What is not known stays out: whoever quotes the command says so, nothing is guessed. */
function argsFor(facts: Facts, { cause, host, intervention }: Pick<Intended, "cause" | "host" | "intervention">): Intended["args"] {
  const { runbook, brief } = facts;
  const valueFor = (name: string, arg: ChangeArg): string | undefined => {
    if ("object" in arg) return arg.object === true ? cause.object.key : cause.object.key?.split(" ")[0];
    if (!("field" in arg)) return argsOf({ [name]: arg }, runbook, brief)[name];
    const value = lastKnown(facts, arg.field, host);
    return typeof value === "string" ? value : undefined;
  };
  return Object.fromEntries(
    Object.entries(intervention.args ?? {}).flatMap(([name, arg]) => {
      const value = valueFor(name, arg);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** What it would be set to; null when that is not known, or is what it is already. */
export function targetValue(facts: Facts, { intervention: { target }, host }: Intended, before: string): string | null {
  const value = "to" in target ? target.to : "times" in target ? multiple(before, target) : numberIn(facts, target.field, host);
  return value === null || value === before ? null : value;
}

/** What a change of the MTU would set it to, where the runbook says which reading tells. */
export function knownMtu(facts: Facts, cause: NamedCause): string | null {
  const intervention = facts.runbook.hypotheses[cause.id]?.intervention;
  const { host: at } = cause.object;
  if (intervention?.change !== "linkMtu" || at === undefined || !("field" in intervention.target)) return null;
  const host = changedHost(facts, intervention, at);
  return host === undefined ? null : numberIn(facts, intervention.target.field, host);
}

function multiple(before: string, { times, most }: { readonly times: number; readonly most: number }): string | null {
  const number = Number(before);
  return Number.isFinite(number) ? String(Math.min(most, Math.round(number * times))) : null;
}

function numberIn(facts: Facts, field: FieldRef, host: string): string | null {
  const value = lastKnown(facts, field, host);
  return typeof value === "number" ? String(Math.round(value)) : null;
}

/** In the newest round that knows it: a derived reading is not part of every one. */
export function lastKnown(facts: Facts, field: FieldRef, host: string): Value | null {
  const asked = askedOf(facts);
  for (const { number: round, change } of facts.rounds.toReversed()) {
    if (change !== undefined) continue;
    const { value } = valueOf(asked, field, { test: field.test ?? "", host, round, gate: null });
    if (!isUnknown(value)) return value;
  }
  return null;
}
