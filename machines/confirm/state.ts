import type { Failure } from "../contract/index.ts";
import type { Proposal } from "../journal/change-event.ts";
import type { Actor, InvestigationEvent } from "../journal/event.ts";
import type { Compared } from "./outcome.ts";

/** How far a change is, folded from the log. */
export interface ChangeState {
  readonly proposal: Proposal;
  readonly proposedAt: string;
  readonly approvals: readonly { readonly by: Actor; readonly at: string }[];
  readonly declined: { readonly by: Actor; readonly reason: string } | null;
  readonly begun: { readonly token: string; readonly until: string } | null;
  readonly made: boolean;
  readonly failed: Failure | null;
  /** The last word about undoing it: proven, or not. */
  readonly undone:
    | { readonly proven: true; readonly by: "culprit" | "host" | "other" }
    | { readonly proven: false; readonly value: string | null; readonly failure: Failure }
    | null;
  readonly compared: Compared | null;
  readonly keepAsked: boolean;
  readonly kept: boolean;
  readonly next: "approval" | "carryOut" | "undo" | "compare" | "keep" | "nothing";
}

type Known = Omit<ChangeState, "next">;

/** Every change that was proposed, oldest first. */
export function changesIn(events: readonly InvestigationEvent[]): readonly ChangeState[] {
  const known = new Map<string, Known>();
  for (const event of events) {
    if (event.type === "changeProposed") known.set(event.proposal.id, begin(event));
    else if (event.type.startsWith("change") && "id" in event) {
      const state = known.get(event.id);
      if (state !== undefined) known.set(event.id, advance(state, event));
    }
  }
  return [...known.values()].map((state) => ({ ...state, next: nextOf(state) }));
}

function begin({ proposal, at }: Extract<InvestigationEvent, { type: "changeProposed" }>): Known {
  const nothing = { declined: null, begun: null, made: false, failed: null, undone: null, compared: null, keepAsked: false, kept: false };
  return { proposal, proposedAt: at, approvals: [], ...nothing };
}

function advance(state: Known, event: InvestigationEvent): Known {
  switch (event.type) {
    case "changeApproved": {
      const known = state.approvals.some(({ by }) => by.id === event.actor.id);
      return known || state.declined !== null ? state : { ...state, approvals: [...state.approvals, { by: event.actor, at: event.at }] };
    }
    case "changeDeclined":
      return state.begun === null ? { ...state, declined: { by: event.actor, reason: event.reason } } : state;
    case "changeBegun":
      return { ...state, begun: { token: event.token, until: event.until }, undone: null };
    case "changeMade":
      return { ...state, made: true };
    case "changeFailed":
      return { ...state, failed: event.failure };
    case "changeUndone":
      return { ...state, undone: { proven: true, by: event.by } };
    case "changeStuck":
      return { ...state, undone: { proven: false, value: event.value, failure: event.failure } };
    case "changeJudged":
      return { ...state, compared: event.compared };
    case "changeKeepAsked":
      return { ...state, keepAsked: true };
    case "changeKept":
      return { ...state, kept: true };
    default:
      return state;
  }
}

function nextOf(state: Known): ChangeState["next"] {
  const { proposal, approvals, declined, begun, undone, compared, keepAsked, kept } = state;
  if (declined !== null) return "nothing";
  if (begun === null) return approvals.length >= proposal.people ? "carryOut" : "approval";
  if (kept) return "nothing";
  if (undone?.proven !== true) return "undo";
  if (compared === null) return "compare";
  return keepAsked ? "keep" : "nothing";
}

/** Changes that may be on a host now and are not proven to be undone. */
export const openChanges = (events: readonly InvestigationEvent[]): readonly ChangeState[] =>
  changesIn(events).filter(({ begun, undone, kept }) => begun !== null && undone?.proven !== true && !kept);
