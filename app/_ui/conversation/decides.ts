import { changesIn, type ChangeState } from "#machines/confirm/state.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";

/** Who looks, as far as a question or an approval has to know. */
export interface Decides {
  readonly me: string;
  /** May steer what runs, and undo what was left. */
  readonly steer: boolean;
  /** May approve changes of hosts. */
  readonly change: boolean;
  /** May say whether a host is who it says it is. */
  readonly trust: boolean;
  /** Without accounts there is one person only, and no second one ever comes. */
  readonly alone: boolean;
}

/** Where it takes two, one person alone never can, and who has approved it cannot once more. */
export const mayApprove = ({ proposal, approvals }: Pick<ChangeState, "proposal" | "approvals">, { me, alone }: Decides): boolean =>
  proposal.people === 1 || (!alone && approvals.every(({ by }) => by.id !== me));

/** A change waits for whoever looks, or is on a host: whatever is done about the investigation as a whole comes after it. */
export const changeComesFirst = (events: readonly InvestigationEvent[], decides: Decides): boolean =>
  !events.some(({ type }) => type === "imported") &&
  changesIn(events).some((state) => (state.next === "approval" ? decides.change && mayApprove(state, decides) : state.next !== "nothing"));
