import { isUnknown, type Operator, type Value } from "../contract/index.ts";
import { formatValue } from "../explain/number.ts";
import { sayOperator } from "../explain/operator.ts";
import { place, REPRODUCTION, reproductionHost, requestKey, type Asked, type MeasureSeen, type Window } from "./asked.ts";
import { firstIn } from "./instances.ts";
import { outcomeOf, valueOf, type Context, type Outcome } from "./outcome.ts";

export function windowOf(asked: Asked, round: number): Window {
  const known = asked.windows.get(round);
  if (known !== undefined) return known;
  const window = computed(asked, round);
  asked.windows.set(round, window);
  return window;
}

function computed(asked: Asked, round: number): Window {
  const host = reproductionHost(asked);
  const { reproduction } = asked.facts.runbook;
  const none = {
    round,
    proven: null,
    shown: null,
    counts: false,
    observations: [],
    pending: false,
    measures: new Map<string, MeasureSeen>(),
  };
  if (reproduction === undefined || host === undefined) return { ...none, reason: "nothing reproduced the symptom in this window" };
  const key = requestKey({ round, test: REPRODUCTION, host: host.key, moment: "during" });
  if (!asked.requests.has(key)) return { ...none, reason: "the symptom was not reproduced in this round" };
  if (!asked.answers.has(key)) return { ...none, reason: "the probe has not answered yet", pending: true };
  const context = { test: REPRODUCTION, host: host.key, round, gate: null };
  const proofs = reproduction.proof.map((comparison) => ({ comparison, outcome: outcomeOf(asked, comparison, context) }));
  const broken = proofs.find(({ outcome }) => outcome.state !== "held");
  const measures = measuresIn(asked, round);
  const base = { ...none, observations: [key], measures: measures.seen, pending: measures.pending };
  if (broken !== undefined)
    return { ...base, proven: broken.outcome.state === "failed" ? false : null, reason: sayBroken(broken.comparison, broken.outcome) };
  return { ...base, proven: true, ...shownBy(measures.seen) };
}

function shownBy(measures: ReadonlyMap<string, MeasureSeen>): Pick<Window, "shown" | "counts" | "reason"> {
  const present = [...measures.values()].map((measure) => measure.present);
  if (present.includes(true)) return { shown: true, counts: true, reason: "" };
  const why = [...measures.values()].find((measure) => measure.why !== null)?.why;
  return present.includes(null) || present.length === 0
    ? { shown: null, counts: false, reason: `it is unknown whether the symptom showed in this window: ${why ?? "nothing measures it"}` }
    : { shown: false, counts: false, reason: "the symptom did not show in this window" };
}

function sayBroken({ field, is }: { readonly field: string; readonly is: Operator }, outcome: Outcome): string {
  return outcome.state === "unknown"
    ? `the probe did not run: ${outcome.reason ?? "unknown"}`
    : `the probe did not run: ${field} was ${formatValue(outcome.saw)}, not ${sayOperator(is)} ${formatValue(outcome.against)}`;
}

/** The measures as this round saw them. Ungated: they are the gate. */
function measuresIn(asked: Asked, round: number): { readonly seen: ReadonlyMap<string, MeasureSeen>; readonly pending: boolean } {
  const seen = new Map<string, MeasureSeen>();
  let pending = false;
  for (const [id, measure] of Object.entries(asked.facts.runbook.measures)) {
    const { test, role } = measure.present;
    const host = test === REPRODUCTION ? reproductionHost(asked) : firstIn(role, asked.facts.brief);
    if (host === undefined) continue;
    const context = { test, host: host.key, round, gate: null };
    const outcome = outcomeOf(asked, measure.present, context);
    const missing = valueOf(asked, measure.missing, context);
    const of = measure.of === undefined ? null : valueOf(asked, measure.of, context);
    pending ||= outcome.pending && isAsked(asked, context);
    seen.set(id, {
      present: outcome.state === "unknown" ? null : outcome.state === "held",
      missing: missing.value,
      of: of?.value ?? null,
      why: outcome.state === "unknown" ? (outcome.reason ?? "it could not be measured") : null,
    });
  }
  return { seen, pending };
}

const isAsked = (asked: Asked, { test, host, round }: Pick<Context, "test" | "host" | "round">): boolean =>
  (asked.roundsOf.get(place(test, host)) ?? []).includes(round);

export const numberOf = (value: Value | null | undefined): number | null =>
  value === null || value === undefined || isUnknown(value) || typeof value !== "number" ? null : value;
