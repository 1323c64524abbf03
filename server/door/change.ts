import { changesIn, type ChangeState } from "#machines/confirm/state.ts";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { TWO_PEOPLE } from "#machines/journal/change-view.ts";
import { goesOn, type GoesOn } from "../investigate/each-event.ts";
import { statusOf } from "../investigate/status.ts";
import type { Action, ActResult } from "./action.ts";
import type { Office } from "./office.ts";
import { LOCAL_ID } from "./session.ts";
import { writeUnmoved, type Refusal } from "./unmoved.ts";

export type OnChange = Extract<Action, { do: "approveChange" | "declineChange" | "keepChange" | "undoChange" }>;

const KINDS: ReadonlySet<Action["do"]> = new Set<OnChange["do"]>(["approveChange", "declineChange", "keepChange", "undoChange"]);
export const isOnChange = (action: Action): action is OnChange => KINDS.has(action.do);

/** A decision about a change counts for the state that was looked at. */
export async function onChange(office: Office, actor: Actor, action: OnChange): Promise<ActResult> {
  let next: GoesOn | null = null;
  const decide = (watched: boolean): Promise<ActResult> =>
    writeUnmoved(office, { id: action.id, actor }, (events) => {
      next = watched && action.do === "approveChange" ? goesOn(events) : null;
      return next === null ? bodyFor(action, actor, events) : { message: STILL_WATCHED };
    });
  const decided = await decide(true);
  // It went on; where it has ended since, the hosts are free.
  return next === null || (await watchesStill(office, next)) ? decided : decide(false);
}

const STILL_WATCHED =
  "The watch that this belongs to still goes on, on the same hosts: what a change does there would be judged as an event of its own. Stop the watch first.";

/** The watch has not ended, there or further on. */
async function watchesStill({ journal }: Office, { to }: GoesOn): Promise<boolean> {
  for (let next: string | null = to; next !== null;) {
    const events: readonly InvestigationEvent[] = await journal.read(next);
    const status = statusOf(events);
    if (status === "stopped" || events.some(({ type }) => type === "watchOver")) return false;
    if (status !== "concluded") return true;
    next = goesOn(events)?.to ?? null;
  }
  // It has a verdict, and what becomes of the watch is about to be written.
  return true;
}

/** Null: nothing is written, the worker only looks again. */
function bodyFor(action: OnChange, actor: Actor, events: readonly InvestigationEvent[]): EventBody | Refusal | null {
  if (events.some(({ type }) => type === "imported")) return { message: "It was imported: nothing runs on its hosts from here." };
  const state = changesIn(events).find(({ proposal }) => proposal.id === action.change);
  if (state === undefined) return { message: `No change ${action.change} was proposed here.` };
  switch (action.do) {
    case "approveChange":
      return approve(state, actor);
    case "declineChange":
      return state.begun !== null || state.declined !== null
        ? { message: sayDecided(state) }
        : { type: "changeDeclined", id: action.change, reason: action.reason };
    case "keepChange":
      return state.compared?.outcome === "confirmed" && !state.keepAsked
        ? { type: "changeKeepAsked", id: action.change }
        : { message: state.keepAsked ? "It is kept already." : "Only a change that confirmed its cause can be kept." };
    case "undoChange":
      return state.next === "undo" ? null : { message: "There is nothing to undo." };
  }
}

function approve(state: ChangeState, actor: Actor): EventBody | Refusal {
  if (state.declined !== null || state.begun !== null || state.next === "carryOut") return { message: sayDecided(state) };
  // The owner of the machine is one person, however often asked.
  if (state.proposal.people > 1 && actor.id === LOCAL_ID) return { message: TWO_PEOPLE };
  if (state.approvals.some(({ by }) => by.id === actor.id))
    return { message: "You have approved it already; somebody else has to approve it too." };
  return { type: "changeApproved", id: state.proposal.id };
}

function sayDecided({ declined, approvals, begun }: ChangeState): string {
  if (declined !== null) return `${declined.by.name} declined it: ${declined.reason}`;
  const who = approvals.map(({ by }) => by.name).join(" and ");
  return begun === null ? `${who} approved it; it is about to be made.` : `${who} approved it, and it is made already.`;
}
