import type { Facts, FieldRef, Value } from "../contract/index.ts";
import { askedOf, type Asked, type MeasureSeen } from "../evidence/asked.ts";
import { firstIn } from "../evidence/instances.ts";
import { valueOf } from "../evidence/outcome.ts";
import { numberOf, windowOf } from "../evidence/window.ts";
import { interval, type Interval } from "../statistics.ts";
import type { Intended } from "./proposal.ts";

/** What one window saw of the symptom and of the mechanism. */
export interface Sample {
  readonly missing: number | null;
  readonly of: number | null;
  /** 95 %, in percent; null where it is no share. */
  readonly range: Interval | null;
  /** The mechanism's own count. */
  readonly mechanism: number | null;
}

export type Outcome = "confirmed" | "notConfirmed" | "moved" | "unclear";

/** The three windows beside each other, and what follows. */
export interface Compared {
  readonly outcome: Outcome;
  readonly before: Sample;
  readonly with: Sample | null;
  readonly after: Sample | null;
  /** Counters that rose with the change and not before it: where the harm went. */
  readonly movedTo: readonly string[];
  /** What makes it unclear; empty else. */
  readonly unclear: string;
}

/** What was measured of this in the last window that judged the hypotheses and showed it. */
export function measuredIn(asked: Asked, measure: string): MeasureSeen | undefined {
  const rounds = asked.facts.rounds.filter((round) => round.reproduction && round.change === undefined);
  const windows = rounds.map((round) => windowOf(asked, round.number)).filter(({ proven }) => proven === true);
  const seen = windows.flatMap((window) => window.measures.get(measure) ?? []);
  return seen.findLast(({ present }) => present === true) ?? seen.at(-1);
}

/** `trouble`: what happened in the meantime that makes the windows doubtful, as a sentence; null for nothing. */
export function compareWindows(
  facts: Facts,
  intended: Intended,
  { id, trouble }: { readonly id: string; readonly trouble: string | null },
): Compared {
  const asked = askedOf(facts);
  const judged = facts.rounds.findLast((round) => round.reproduction && round.change === undefined && shows(asked, round.number, intended));
  const stage = (name: "with" | "after"): number | undefined =>
    facts.rounds.findLast(({ change }) => change?.id === id && change.stage === name)?.number;
  const sample = (round: number | undefined): Sample | null => (round === undefined ? null : sampleIn(asked, intended, round));
  const [before, withIt, after] = [sample(judged?.number), sample(stage("with")), sample(stage("after"))];
  const moved = movedTo(asked, intended, { before: judged?.number, with: stage("with") });
  const empty: Sample = { missing: null, of: null, range: null, mechanism: null };
  const all = { before: before ?? empty, with: withIt, after, movedTo: moved };
  return { ...all, ...judge(all, trouble) };
}

const shows = (asked: Asked, round: number, { intervention }: Intended): boolean => {
  const window = windowOf(asked, round);
  return window.proven === true && window.measures.get(intervention.measure)?.present === true;
};

function sampleIn(asked: Asked, { intervention, host }: Intended, round: number): Sample | null {
  const window = windowOf(asked, round);
  if (window.proven !== true) return null;
  const seen = window.measures.get(intervention.measure);
  const missing = numberOf(seen?.missing ?? null);
  const of = numberOf(seen?.of ?? null);
  return {
    missing,
    of,
    range: missing === null || of === null ? null : interval(missing, of),
    mechanism: countOf(asked, intervention.mechanism, { host, round }),
  };
}

function countOf(asked: Asked, ref: FieldRef, { host, round }: { readonly host: string; readonly round: number }): number | null {
  const value: Value = valueOf(asked, ref, { test: ref.test ?? "", host, round, gate: null }).value;
  return numberOf(value);
}

function movedTo(
  asked: Asked,
  { intervention }: Intended,
  rounds: { readonly before: number | undefined; readonly with: number | undefined },
): readonly string[] {
  const { before, with: withIt } = rounds;
  if (before === undefined || withIt === undefined) return [];
  return (intervention.movesTo ?? []).flatMap(({ count, role, say }) => {
    const host = firstIn(role, asked.facts.brief)?.key;
    if (host === undefined) return [];
    const [a, b] = [countOf(asked, count, { host, round: before }), countOf(asked, count, { host, round: withIt })];
    return a !== null && b !== null && b > 2 * a + 2 ? [say] : [];
  });
}

type Windows = Pick<Compared, "before" | "with" | "after" | "movedTo">;
type Judged = Pick<Compared, "outcome" | "unclear">;
const unclear = (why: string): Judged => ({ outcome: "unclear", unclear: why });
const clear = (outcome: Exclude<Outcome, "unclear">): Judged => ({ outcome, unclear: "" });

function judge({ before, with: withIt, after, movedTo }: Windows, trouble: string | null): Judged {
  if (trouble !== null) return unclear(trouble);
  if (withIt === null || withIt.missing === null || before.missing === null)
    return unclear("the symptom could not be measured with the change made");
  const fell = mechanismFell(before, withIt);
  switch (symptomGone(before, withIt)) {
    case null:
      return unclear("too little was measured to tell none from as much as before");
    case "less":
      return unclear("the symptom became less and did not go away: something else has a part in it");
    case "stayed":
      if (fell === true && movedTo.length > 0) return clear("moved");
      return fell === null ? unclear("the symptom stayed, and the mechanism's own count is not known") : clear("notConfirmed");
    case "gone":
      return fell === true ? judgeReturn({ before, with: withIt, after }) : unclear(WHY_NOT[fell === null ? "unknown" : "went on"]);
  }
}

const WHY_NOT = {
  unknown: "the symptom went away, but the mechanism's own count is not known",
  "went on": "the symptom went away although the mechanism went on: something else changed meanwhile",
} as const;

/** It went away with the change. Does it come back without? */
function judgeReturn({ before, with: withIt, after }: Pick<Windows, "before" | "after"> & { readonly with: Sample }): Judged {
  if (after === null || after.missing === null) return unclear("the symptom could not be measured again after the change was undone");
  const back = cameBack(before, withIt, after);
  if (back === null) return unclear("too little was measured after the change was undone");
  return back ? clear("confirmed") : unclear("the symptom did not come back when the change was undone: something else may have ended it");
}

/**
 * Less than a fifth of what it was, told apart from it by intervals where it is a share (none in n is at most 3/n), and by counts where it is not:
 * none where three or more were expected happens by chance once in twenty (Poisson). "less": it fell, and did not go away. Null: cannot be told.
 */
function symptomGone(before: Sample, withIt: Sample): "gone" | "less" | "stayed" | null {
  const [a, b] = [before.missing ?? 0, withIt.missing ?? 0];
  if (before.range === null || withIt.range === null || before.of === null) {
    if (a < 3) return null;
    return b === 0 ? "gone" : b > a / 2 ? "stayed" : "less";
  }
  const fifth = ((a / before.of) * 100) / 5;
  if (b === 0) return withIt.range.highPercent <= fifth * 1.001 ? "gone" : null;
  if (withIt.range.highPercent >= before.range.lowPercent) return "stayed";
  return (b / (withIt.of ?? b)) * 100 < fifth ? "gone" : "less";
}

/** Did the mechanism's own count go away with it? Null: not known. */
function mechanismFell(before: Sample, withIt: Sample): boolean | null {
  if (before.mechanism === null || withIt.mechanism === null) return null;
  if (before.mechanism <= 0) return null;
  const scale = before.of !== null && withIt.of !== null && before.of > 0 ? withIt.of / before.of : 1;
  return withIt.mechanism <= (before.mechanism * scale) / 5;
}

function cameBack(before: Sample, withIt: Sample, after: Sample): boolean | null {
  const count = after.missing ?? 0;
  if (withIt.range !== null && after.range !== null && before.range !== null) {
    if (after.range.lowPercent > withIt.range.highPercent) return true;
    return count === 0 && after.range.highPercent < before.range.lowPercent ? false : null;
  }
  return count >= 3 ? true : count === 0 ? false : null;
}
