import { changesIn, openChanges, type ChangeState } from "../confirm/state.ts";
import type { Compared, Sample } from "../confirm/outcome.ts";
import type { Proposal } from "./change-event.ts";
import type { Actor, InvestigationEvent } from "./event.ts";
import { sayFailure } from "../explain/failure-what.ts";
import { formatNumber } from "../explain/number.ts";
import { utcSecondsWords } from "../explain/time.ts";
import { hostNames } from "./card.ts";

/** A change as its card shows it. */
export interface ChangeView {
  readonly proposal: Proposal;
  readonly hostName: string;
  /** "5 minutes" */
  readonly atMost: string;
  /** What somebody is asked, one sentence. */
  readonly question: string;
  /** What somebody has to know before the answer: the same on a card and on a terminal. */
  readonly terms: readonly { readonly name: string; readonly say: string; readonly code: boolean }[];
  /** Who approved so far. */
  readonly approvals: readonly { readonly by: Actor; readonly at: string }[];
  /** Nobody may be asked any more: decided, or the investigation is elsewhere. */
  readonly asks: boolean;
  readonly tone: "asks" | "runs" | "red" | "done" | "declined";
  /** Where it stands, one sentence. */
  readonly say: string;
  /** What a person types on the host where nothing else is proven to undo it. */
  readonly byHand: string | null;
  /** What one person alone can do about it, where it takes two; null where one is enough, or one of them approved it. */
  readonly wayOut: string | null;
  /** The three windows, once compared. */
  readonly windows: readonly { readonly name: string; readonly symptom: string; readonly mechanism: string }[];
  readonly outcome: Compared["outcome"] | null;
  readonly mayKeep: boolean;
  readonly mayUndo: boolean;
}

/** `now`: in ms; a change that its host must have undone by then, and that nobody has looked at since, is told in red. */
export function changeView(events: readonly InvestigationEvent[], id: string, now = 0): ChangeView | null {
  const found = changesIn(events).find(({ proposal }) => proposal.id === id);
  if (found === undefined) return null;
  const state = isOverdue(found, now) ? { ...found, undone: UNSEEN } : found;
  const { proposal, approvals, compared } = state;
  const hostName = hostNames(events).get(proposal.host) ?? proposal.host;
  const elsewhere = events.some(({ type }) => type === "imported");
  const atMost = proposal.seconds % 60 === 0 ? minutes(proposal.seconds / 60) : `${proposal.seconds} seconds`;
  return {
    proposal,
    hostName,
    atMost,
    question: `Set the ${proposal.title} to ${proposal.after} for at most ${atMost}?`,
    terms: termsOf(proposal, { hostName, atMost }),
    approvals,
    asks: state.next === "approval" && !elsewhere,
    ...told(state, hostName, now),
    byHand: isStuck(state) ? proposal.undoLine : null,
    wayOut: state.next === "approval" && proposal.people > 1 && approvals.length === 0 ? WAY_OUT : null,
    windows: compared === null ? [] : windowsOf(compared),
    outcome: compared?.outcome ?? null,
    mayKeep: compared?.outcome === "confirmed" && !state.keepAsked && !elsewhere,
    mayUndo: isStuck(state) && !elsewhere,
  };
}

function termsOf(
  { commandLine, undoLine, effects }: Proposal,
  { hostName, atMost }: Pick<ChangeView, "hostName" | "atMost">,
): ChangeView["terms"] {
  const undoneBy = `Culprit after the measurement, or by ${hostName} itself after ${atMost}, even if Culprit and the network are gone`;
  return [
    { name: "Runs", say: commandLine, code: true },
    { name: "Undo", say: undoLine, code: true },
    { name: "Undone by", say: undoneBy, code: false },
    ...(effects.length === 0 ? [] : [{ name: "Touches", say: effects.join(" "), code: false }]),
    {
      name: "Confirms if",
      say: "the symptom and the cause's own count go away with it, and the symptom comes back without it",
      code: false,
    },
  ];
}

const minutes = (count: number): string => `${count} ${count === 1 ? "minute" : "minutes"}`;
const UNSEEN = { proven: false, value: null, failure: { kind: "cancelled" } } as const;

/** Begun, nothing said since about undoing it, and its host's own undoing must be over. */
const isOverdue = ({ begun, undone, kept }: ChangeState, now: number): boolean =>
  begun !== null && undone === null && !kept && now > Date.parse(begun.until);

/** The changes that are told in red now, by their ids. */
export const redChanges = (events: readonly InvestigationEvent[], now: number): readonly ChangeView[] =>
  openChanges(events).flatMap(({ proposal }) => {
    const view = changeView(events, proposal.id, now);
    return view?.tone === "red" ? [view] : [];
  });

const isStuck = ({ undone }: ChangeState): boolean => undone !== null && !undone.proven;

function told(state: ChangeState, hostName: string, now: number): Pick<ChangeView, "tone" | "say"> {
  const { proposal, declined, begun, made, failed, undone, compared, keepAsked, kept } = state;
  if (declined !== null) return { tone: "declined", say: `${declined.by.name} declined it: ${declined.reason}` };
  if (undone !== null && !undone.proven) return { tone: "red", say: sayStuck(state, hostName, now) };
  if (begun === null)
    return state.next === "carryOut"
      ? { tone: "runs", say: "Approved; it is about to be made." }
      : { tone: "asks", say: sayWaiting(state) };
  if (kept)
    return {
      tone: "done",
      say: `It was made again and stays: ${proposal.after} on ${hostName}. Write it into the configuration, or a restart undoes it.`,
    };
  if (undone === null && failed !== null)
    return {
      tone: "runs",
      say: `It could not be made: ${sayFailure(failed, { host: hostName, what: proposal.title })} That nothing is left of it is being proven.`,
    };
  if (undone === null)
    return {
      tone: "runs",
      say: made
        ? `Made. The same is measured with it; ${hostName} undoes it by itself at ${utcSecondsWords(begun.until)} at the latest.`
        : "The host arms its own undoing, then makes the change.",
    };
  if (compared === null) return { tone: "runs", say: "Undone, and proven to be. The same is measured again without it." };
  return { tone: "done", say: keepAsked ? "It is being made again, to stay." : sayOutcome(compared) };
}

/** Somebody alone at night, in front of a Culprit without accounts, is told the way out and not only that there is none. */
const WAY_OUT =
  "This Culprit has no accounts, so it knows one person only. Start it with culprit serve --accounts, invite the second person under Settings, People and roles, and open this page again; or make the change by hand, under your own rules.";
export const TWO_PEOPLE = `Two people have to approve it, each signed in with an account of their own. ${WAY_OUT}`;

function sayWaiting({ proposal, approvals }: ChangeState): string {
  if (proposal.people === 1) return "Waits for an approver or an administrator.";
  return approvals.length === 0
    ? `${proposal.risk === "R4" ? "May interrupt traffic" : "Lets through what a rule forbids"}: two people have to approve it, each signed in with an account of their own.`
    : `${approvals[0]?.by.name ?? "One"} approved it; a second person has to.`;
}

/** The same to somebody who may approve it now: it waits for them. */
export function sayWaitsForYou({ proposal, approvals, say }: Pick<ChangeView, "proposal" | "approvals" | "say">): string {
  if (proposal.people === 1) return "Waits for you: approve it or decline it.";
  const [first] = approvals;
  return first === undefined
    ? `${say} It waits for you to be one of them.`
    : `${first.by.name} approved it; it waits for you as the second person.`;
}

function sayStuck({ proposal, undone, begun }: ChangeState, hostName: string, now: number): string {
  const value = undone !== null && !undone.proven ? undone.value : null;
  const seen =
    undone === UNSEEN
      ? `Nobody has looked since what it is on ${hostName}.`
      : value === null
        ? `Nobody can read what it is on ${hostName} now.`
        : `It reads ${value} on ${hostName}, not ${proposal.before}.`;
  if (begun === null) return `Not proven to be undone. ${seen}`;
  const at = utcSecondsWords(begun.until);
  // Who reads this decides whether to wait for it: a moment that is over is never told as one to come.
  const own =
    now > Date.parse(begun.until)
      ? `${hostName} was to undo it by itself at ${at} if it still was ${proposal.after}.`
      : `${hostName} undoes it by itself at ${at} if it still is ${proposal.after}.`;
  return `Not proven to be undone. ${seen} ${own}`;
}

export function sayOutcome({ outcome, unclear, movedTo }: Pick<Compared, "outcome" | "unclear" | "movedTo">): string {
  switch (outcome) {
    case "confirmed":
      return "Confirmed: the symptom and its mechanism went away with the change, and the symptom came back without it.";
    case "notConfirmed":
      return "Not confirmed: the symptom stayed although the change was in place. Something else causes it.";
    case "moved":
      return `Moved: the mechanism went away, and the symptom stayed. ${movedTo.join(" ")}`;
    case "unclear":
      return `Unclear: ${unclear}.`;
  }
}

function windowsOf({ before, with: withIt, after }: Compared): ChangeView["windows"] {
  const row = (name: string, sample: Sample | null): readonly ChangeView["windows"][number][] =>
    sample === null
      ? []
      : [{ name, symptom: saySymptom(sample), mechanism: sample.mechanism === null ? "unknown" : formatNumber(sample.mechanism) }];
  return [...row("before", before), ...row("with the change", withIt), ...row("undone", after)];
}

/** None is told as the interval that it is. */
function saySymptom({ missing, of, range }: Sample): string {
  if (missing === null) return "unknown";
  if (of === null || range === null) return formatNumber(missing);
  const percent = (value: number): string => `${value === 0 ? "0" : value.toFixed(value < 0.1 ? 3 : 2)} %`;
  return `${formatNumber(missing)} of ${formatNumber(of)} (${percent(range.lowPercent)} to ${percent(range.highPercent)})`;
}
