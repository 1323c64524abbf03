import type { Alert, Verdict } from "../contract/index.ts";
import type { CauseView, CitedLine, RivalView, VerdictView } from "../journal/message.ts";
import type { AdvicePart } from "./advice.ts";
import { placed } from "./sight.ts";
import { REMAINS, RISK, STEP } from "./step-words.ts";
import { toPutIn } from "./steps.ts";
import { TRIGGERS, triggersWhy } from "./trigger.ts";

/** One thing that is said, with its full stop. */
export interface ToldItem {
  /** "Fix now" */
  readonly lead?: string;
  readonly parts: readonly AdvicePart[];
  /** Events of the observations that it rests on. */
  readonly seqs: readonly number[];
  /** A rule to load, of this cause. */
  readonly rule?: { readonly alert: Extract<Alert, { expr: string }>; readonly cause: string };
}

export interface ToldPart {
  readonly title: string;
  readonly kind: "plain" | "proofs" | "rivals" | "steps";
  readonly items: readonly ToldItem[];
}

/** A verdict as paper, the page to send and the text for a ticket tell it: in sentences, each with its host and what was seen. */
export interface ToldVerdict {
  /** "Cause, established" */
  readonly head: string;
  readonly say: string;
  /** Where, how much is missing, why so certain. */
  readonly lines: readonly string[];
  readonly parts: readonly ToldPart[];
}

const KIND: Readonly<Record<Verdict["kind"], string>> = {
  cause: "Cause",
  several: "Several causes fit",
  noneOfThese: "None of the known causes",
  undetermined: "Undetermined",
  symptomAbsent: "Symptom absent",
};
const DO = "What to do";

export function toldVerdict(view: VerdictView): ToldVerdict {
  const certainty = view.certainty === null || view.kind !== "cause" ? "" : `, ${view.certainty}`;
  const [cause] = view.causes;
  const alone = view.causes.length === 1;
  const place = alone ? (cause?.where ?? null) : null;
  const others = [
    rivals("Refuted", view.refuted),
    rivals("Explained away: what is missing is accounted for", view.explainedAway),
    rivals("Not seen: hidden behind what was named", view.hidden),
  ];
  const decide = plain("What would decide", view.wouldDecide);
  const open = rivals("Still open", view.open);
  const missing = view.missing.map(({ test, hostName, reason }) => `${test} on ${hostName}: ${reason}`);
  const unknown = [open, plain("Stayed unknown", missing)];
  const parts = [
    alone ? null : plain(view.kind === "several" ? "It may be" : "Causes", view.causes.map(sayCause)),
    plain(
      "Contributing",
      view.contributing.map(({ claim }) => claim),
    ),
    plain(TRIGGERS, triggersTold(view.triggers)),
    plain(REMAINS, view.remains),
    ...view.causes.map((each) => steps(each, alone ? DO : `${DO}: ${each.claim}`)),
    ...view.contributing.map((each) => steps(each, `${DO} about what contributes: ${each.claim}`)),
    proofs(view.evidence),
    plain(
      "Investigate next",
      view.next.map(({ runbook, hostNames }) => `${runbook}: it shows on ${hostNames.join(", ")}.`),
    ),
    // Nobody has to read what it was not before what would tell what it is.
    ...(view.kind === "cause" ? [...others, ...unknown, decide] : [decide, ...unknown, ...others]),
  ];
  return {
    head: `${KIND[view.kind]}${certainty}`,
    say: view.say,
    lines: [
      ...(place === null || view.say.includes(cause?.object ?? place) ? [] : [`${place}.`]),
      ...view.symptom.map((each) => `${each}.`),
      ...view.hides,
      ...(alone && cause !== undefined ? [cause.because] : []),
    ],
    parts: parts.filter((part) => part !== null).filter(({ items }) => items.length > 0),
  };
}

/** "4 packets refused because the backlog was full, on net-2, CPU 1, while 4,000 probes ran." */
export function sayCited({ sight, hostName, object, during }: CitedLine): string {
  const seen = placed(sight, [hostName]);
  const place = [...seen.unnamed, ...(object === undefined ? [] : [object])].join(", ");
  return `${seen.sight}${place === "" ? "" : `, on ${place}`}${during === undefined ? "" : `, ${during}`}.`;
}

/** The claim and what refuted it, or why it still stands; with its hosts where the claim does not name them. */
export function sayRival({ claim, by, why, hostNames }: RivalView): string {
  if (by === null) return why === null ? claim : `${claim} ${why}.`;
  const seen = placed(by.sight, hostNames);
  const unnamed = seen.unnamed.filter((name) => !claim.includes(name));
  return `${claim} ${seen.sight}${unnamed.length === 0 ? "" : `, on ${unnamed.join(", ")}`}.`;
}

/** "... refused because the backlog was full, on net-2 (e12)." */
export function sayItem({ parts, seqs }: ToldItem): string {
  const said = parts.map(({ text }) => text).join("");
  return seqs.length === 0 ? said : `${said.replace(/\.$/, "")} (${seqs.map((seq) => `e${seq}`).join(", ")}).`;
}

/** Every event that it rests on, in their order. */
export const seqsOf = ({ parts }: ToldVerdict): readonly number[] =>
  [...new Set(parts.flatMap(({ items }) => items.flatMap(({ seqs }) => seqs)))].sort((a, b) => a - b);

/** That it was not tested belongs to what it speaks of, and is no item of its own. */
const triggersTold = (triggers: readonly string[]): readonly string[] =>
  triggers.map((say, index) => (index === triggers.length - 1 ? `${say} ${triggersWhy(triggers)}` : say));

const sayCause = ({ claim, where, because, object }: CauseView): string =>
  `${claim}${where === null || claim.includes(object ?? where) ? "" : ` ${where}.`} ${because}`;

const prose = (text: string): readonly AdvicePart[] => [{ text, code: false }];

const plain = (title: string, items: readonly string[]): ToldPart => ({
  ...{ title, kind: "plain" },
  items: items.map((item) => ({ parts: prose(item), seqs: [] })),
});

const proofs = (lines: readonly CitedLine[]): ToldPart => ({
  ...{ title: "Evidence", kind: "proofs" },
  items: lines.map((line) => ({ parts: prose(sayCited(line)), seqs: line.seqs })),
});

/** One item a hypothesis, as the board counts them: what speaks against it otherwise on another host stands in the same one. */
const rivals = (title: string, all: readonly RivalView[]): ToldPart => ({
  ...{ title, kind: "rivals" },
  items: [...Map.groupBy(all, ({ hypothesis }) => hypothesis).values()].map((same) => ({
    parts: prose(same.map(sayRival).join(" ")),
    seqs: [...new Set(same.flatMap(({ seqs }) => seqs))],
  })),
});

function steps({ id, advice, steps: told, alert }: CauseView, title: string): ToldPart | null {
  if (advice === null || told === null) return null;
  const risk = RISK[advice.risk];
  const hole = toPutIn(told);
  const step = (lead: string, parts: readonly AdvicePart[]): ToldItem => ({ lead, parts, seqs: [] });
  const rule: readonly ToldItem[] =
    alert === null
      ? []
      : "none" in alert
        ? [step(STEP.alert, prose(alert.none))]
        : [{ ...step(STEP.alert, []), rule: { alert, cause: id } }];
  return {
    ...{ title, kind: "steps" },
    items: [
      step(STEP.now, risk === "" ? told.now : [...told.now, ...prose(` ${risk}`)]),
      step(STEP.undo, told.undo),
      step(STEP.permanent, told.permanent),
      ...(hole === null ? [] : [step(STEP.hole, prose(hole))]),
      ...rule,
    ],
  };
}
