import { isUnknown, type Missing, type Remaining, type Rest } from "../contract/index.ts";
import { sayRest } from "../explain/rest.ts";
import { firstIn } from "../evidence/instances.ts";
import { outcomeOf, valueOf, type Context, type Outcome } from "../evidence/outcome.ts";
import { roundsAt } from "../evidence/seen.ts";
import { numberOf, windowOf } from "../evidence/window.ts";
import type { Weighing } from "../judge.ts";
import { interval } from "../statistics.ts";

/** What is left over beside causes that were named, and of what nobody could tell. */
export interface Leftover {
  readonly remains: readonly Remaining[];
  readonly unknown: readonly Missing[];
}

/** Rests that the named hypotheses may leave over, with the host each is read on. A role without a host has none. */
export function restsBeside({ asked }: Weighing, named: ReadonlySet<string>): readonly (readonly [string, Rest, string])[] {
  return Object.entries(asked.facts.runbook.rests ?? {}).flatMap(([id, rest]) => {
    const host = firstIn(rest.present.role, asked.facts.brief)?.key;
    return host === undefined || rest.beside?.some((hypothesis) => named.has(hypothesis)) === false ? [] : [[id, rest, host] as const];
  });
}

/** Undefined for a runbook that looks for nothing of the kind. */
export function leftoverOf(weighing: Weighing, named: ReadonlySet<string>): Leftover | undefined {
  if (weighing.asked.facts.runbook.rests === undefined) return undefined;
  const seen = restsBeside(weighing, named).map(([id, rest, host]) => ({ id, rest, host, ...restSeen(weighing, rest, host) }));
  return {
    remains: seen.flatMap(({ id, rest, context, outcome }) =>
      outcome?.state === "held" ? [remaining(weighing, id, { rest, context })] : [],
    ),
    unknown: seen.flatMap(({ rest, host, outcome }) =>
      outcome?.state === "failed" ? [] : [{ test: rest.present.test, host, reason: whyUnknown(rest, outcome), decides: [] }],
    ),
  };
}

interface Seen {
  readonly context: Context;
  readonly outcome: Outcome | null;
}

/** The last round in which it is known; null where nothing was collected for it. */
function restSeen({ asked }: Weighing, { present }: Rest, host: string): Seen {
  const rounds = roundsAt(asked, present.test, host);
  const tried = rounds.map((round): Seen & { readonly outcome: Outcome } => {
    const context = { test: present.test, host, round, gate: windowOf };
    return { context, outcome: outcomeOf(asked, present, context) };
  });
  const known = tried.findLast(({ outcome }) => outcome.state !== "unknown") ?? tried.at(-1);
  return known ?? { context: { test: present.test, host, round: 0, gate: windowOf }, outcome: null };
}

const whyUnknown = ({ title, word = "missing" }: Rest, outcome: Outcome | null): string =>
  `whether more than this is wrong (${title} ${word}) is not known: ${outcome?.reason ?? "it was not collected"}`;

function remaining({ asked }: Weighing, id: string, { rest, context }: { readonly rest: Rest; readonly context: Context }): Remaining {
  const counted = (ref: Rest["missing"] | undefined): number | null => {
    const value = ref === undefined ? null : valueOf(asked, ref, context).value;
    return value === null || isUnknown(value) ? null : numberOf(value);
  };
  const [missing, of] = [counted(rest.missing), counted(rest.of)];
  const range = missing === null || of === null ? null : interval(missing, of);
  const counts = { missing, of, lowPercent: range?.lowPercent ?? null, highPercent: range?.highPercent ?? null };
  const next = rest.leadsTo === undefined ? {} : { leadsTo: rest.leadsTo };
  return { rest: id, ...counts, say: sayRest(rest, counts), host: context.host, ...next };
}
