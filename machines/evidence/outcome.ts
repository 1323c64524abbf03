import { isUnknown, type Comparison, type EvidenceState, type FieldRef, type Of, type Value } from "../contract/index.ts";
import { REPRODUCTION, type Asked, type Window } from "./asked.ts";
import { compare, scaled } from "./compare.ts";
import { firstIn } from "./instances.ts";
import { momentOf, never, roundsAt, seenAt, seenLast, type Place, type Seen } from "./seen.ts";

/** Where and when a comparison is made. */
export interface Context {
  readonly test: string;
  readonly host: string;
  readonly round: number;
  /** Values of a window count only when the window showed the symptom. Null for what decides that: proof and measures. */
  readonly gate: ((asked: Asked, round: number) => Window) | null;
}

export interface Outcome {
  readonly state: EvidenceState;
  readonly saw: Value;
  readonly against: Value;
  readonly reason?: string;
  readonly observations: readonly string[];
  /** The comparison's own value has not come back yet. */
  readonly pending: boolean;
}

/** Is a value of this moment tied to the reproduction of its round? */
export const isTied = (of: Of): boolean => of !== "once";

export function outcomeOf(asked: Asked, comparison: Comparison, context: Context): Outcome {
  const own = valueOf(asked, { field: comparison.field, ...(comparison.of === undefined ? {} : { of: comparison.of }) }, context);
  const other = typeof comparison.value === "object" ? valueOf(asked, comparison.value, context) : null;
  const against = other === null ? constant(comparison.value) : other.value;
  return {
    ...compare(own.value, comparison.is, against),
    saw: own.value,
    against,
    pending: own.pending,
    observations: [...new Set([...own.observations, ...(other?.observations ?? [])])],
  };
}

const constant = (value: Comparison["value"]): Value => {
  if (typeof value === "object") throw new TypeError("a reference is not a constant");
  return value;
};

/** The value a reference means, seen from this context: multiplied and added to as it asks. */
export function valueOf(asked: Asked, ref: FieldRef, context: Context): Seen {
  const at = placeOf(asked, ref, context);
  if ("pending" in at) return at;
  const inRound = (round: number): Seen => gatedSeen(asked, at, { round, gate: context.gate });
  const own = ref.test === undefined && ref.role === undefined;
  const sameRound = own || (isTied(at.of) && isWindowed(asked, context));
  const seen = sameRound ? inRound(context.round) : seenLast(at, roundsAt(asked, at.source.id, at.host), inRound);
  return { ...seen, value: scaled(seen.value, ref) };
}

/** The place a reference means, or why there is none. */
export function placeOf(asked: Asked, ref: FieldRef, context: Pick<Context, "test" | "host">): Place | Seen {
  const id = ref.test ?? context.test;
  const source = asked.sources.get(id);
  if (source === undefined) return never(`this runbook has no test ${id}`);
  const host = hostOf(asked, { ref, id, own: context.host });
  if (host === undefined)
    return never(`no host in the role ${ref.role ?? asked.facts.runbook.reproduction?.role ?? "asked for"} was given`);
  if (!source.hosts.some(({ key }) => key === host)) return never(`${source.title} does not run on ${asked.hosts.get(host)?.name ?? host}`);
  return { source, host, field: ref.field, of: momentOf(ref, source) };
}

function hostOf(asked: Asked, { ref, id, own }: { readonly ref: FieldRef; readonly id: string; readonly own: string }): string | undefined {
  if (id === REPRODUCTION) return asked.sources.get(REPRODUCTION)?.hosts[0]?.key;
  return ref.role === undefined ? own : firstIn(ref.role, asked.facts.brief)?.key;
}

const isWindowed = (asked: Asked, { test }: Context): boolean => asked.sources.get(test)?.when !== "once";

function gatedSeen(asked: Asked, at: Place, { round, gate }: Pick<Context, "round" | "gate">): Seen {
  const seen = seenAt(asked, at, round);
  if (gate === null || !isTied(at.of) || seen.pending || isUnknown(seen.value)) return seen;
  const window = gate(asked, round);
  const counts = at.source.id === REPRODUCTION ? window.proven === true : window.counts;
  if (window.pending) return { ...seen, pending: true };
  return counts ? seen : { ...never(window.reason), observations: [...seen.observations, ...window.observations] };
}
