import type { Facts, FieldRef, RowRef, Value } from "../contract/index.ts";
import { askedOf, type Asked, type MeasureSeen } from "../evidence/asked.ts";
import { hostsIn } from "../evidence/instances.ts";
import { valueOf } from "../evidence/outcome.ts";
import { numberOf, windowOf } from "../evidence/window.ts";
import { rowValue } from "../standing/object.ts";
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

/** A mechanism's own count: a field, or the number of the guilty row. */
type Count = FieldRef | (RowRef & { readonly key: string | undefined });

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
  const { judged, count } = judgedWindow(facts, intended);
  const stage = (name: "with" | "after"): number | undefined =>
    facts.rounds.findLast(({ change }) => change?.id === id && change.stage === name)?.number;
  const sample = (round: number | undefined): Sample | null => (round === undefined ? null : sampleIn(asked, { intended, count, round }));
  const [before, withIt, after] = [sample(judged), sample(stage("with")), sample(stage("after"))];
  const moved = movedTo(asked, intended, { without: [judged, stage("after")], with: stage("with") });
  const empty: Sample = { missing: null, of: null, range: null, mechanism: null };
  const all = { before: before ?? empty, with: withIt, after, movedTo: moved };
  return { ...all, ...judge(all, trouble) };
}

/**
 * The window that is compared with: the last one that showed the symptom and counted the mechanism, else the last one that showed it. And which of the mechanism's
 * counts moved there: the same one is read in all windows.
 */
function judgedWindow(facts: Facts, intended: Intended): { readonly judged: number | undefined; readonly count: Count } {
  const asked = askedOf(facts);
  const { intervention, cause } = intended;
  const counts = [intervention.mechanism, ...(intervention.or ?? [])].map((ref) =>
    "table" in ref ? { ...ref, key: cause.object.key } : ref,
  );
  const shown = facts.rounds
    .filter((round) => round.reproduction && round.change === undefined && shows(asked, round.number, intended))
    .map(({ number }) => number)
    .toReversed();
  for (const round of shown)
    for (const count of counts) if ((countOf(asked, count, { host: intended.at, round }) ?? 0) > 0) return { judged: round, count };
  return { judged: shown[0], count: counts[0] as Count };
}

/** Whether the windows so far could ever prove it: they show its symptom, and its mechanism was counted. A host is not changed for less. */
export function isProvable(facts: Facts, intended: Intended): boolean {
  const { judged, count } = judgedWindow(facts, intended);
  return judged !== undefined && (countOf(askedOf(facts), count, { host: intended.at, round: judged }) ?? 0) > 0;
}

const shows = (asked: Asked, round: number, { intervention }: Intended): boolean => {
  const window = windowOf(asked, round);
  return window.proven === true && window.measures.get(intervention.measure)?.present === true;
};

interface Sampled {
  readonly intended: Intended;
  readonly count: Count;
  readonly round: number;
}

function sampleIn(asked: Asked, { intended: { intervention, at }, count, round }: Sampled): Sample | null {
  const window = windowOf(asked, round);
  if (window.proven !== true) return null;
  const seen = window.measures.get(intervention.measure);
  const missing = intervention.amount === true && seen?.present === false ? 0 : numberOf(seen?.missing ?? null);
  const of = numberOf(seen?.of ?? null);
  return {
    missing,
    of,
    range: missing === null || of === null || intervention.counted === true ? null : interval(missing, of),
    mechanism: countOf(asked, count, { host: at, round }),
  };
}

function countOf(asked: Asked, ref: Count, { host, round }: { readonly host: string; readonly round: number }): number | null {
  if ("table" in ref) return ref.key === undefined ? null : numberOf(rowValue(asked, ref, { host, round, key: ref.key }));
  const value: Value = valueOf(asked, ref, { test: ref.test ?? "", host, round, gate: null }).value;
  return numberOf(value);
}

/** Counters that stood still without the change, before or after it: the window that judged may not have read them. */
function movedTo(
  asked: Asked,
  { intervention, at }: Intended,
  rounds: { readonly without: readonly (number | undefined)[]; readonly with: number | undefined },
): readonly string[] {
  const { with: withIt } = rounds;
  if (withIt === undefined) return [];
  const hasRisen = (count: FieldRef, host: string): boolean => {
    const without = rounds.without.flatMap((round) => (round === undefined ? [] : (countOf(asked, count, { host, round }) ?? [])));
    const risen = countOf(asked, count, { host, round: withIt });
    return risen !== null && without.length > 0 && risen > 2 * Math.max(...without) + 2;
  };
  return (intervention.movesTo ?? []).flatMap(({ count, role, say }) =>
    hostsIn([role], asked.facts.brief).flatMap(({ key, name }) =>
      !(key === at && isSame(count, intervention.mechanism)) && hasRisen(count, key) ? [say.replaceAll("{host}", name)] : [],
    ),
  );
}

/** The mechanism itself, which a role for several hosts names along with theirs. */
const isSame = (a: FieldRef, b: FieldRef | RowRef): boolean => !("table" in b) && a.test === b.test && a.field === b.field;

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
      return fell === true ? clear("notConfirmed") : unclear(WHY_STAYED[fell === null ? "unknown" : "went on"]);
    case "gone":
      return fell === true ? judgeReturn({ before, with: withIt, after }) : unclear(WHY_NOT[fell === null ? "unknown" : "went on"]);
  }
}

const WHY_NOT = {
  unknown: "the symptom went away, but the mechanism's own count is not known",
  "went on": "the symptom went away although the mechanism went on: something else changed meanwhile",
} as const;

/** A change that did not take the mechanism away has shown nothing about it. */
const WHY_STAYED = {
  unknown: "the symptom stayed, and the mechanism's own count is not known",
  "went on": "the symptom stayed, and so did the mechanism: the change did not take it away, so it shows nothing",
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
  // Where the symptom is a count, so is the mechanism: what a sweep sends depends on what it finds.
  const scale = before.range !== null && before.of !== null && withIt.of !== null && before.of > 0 ? withIt.of / before.of : 1;
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
