import { sayWaitsForYou, type ChangeView } from "#machines/journal/change-view.ts";
import { mayApprove, type Decides } from "./decides.ts";

/** Where a change stands, said to whoever looks: they are told when it waits for them. */
export const whereItStands = (view: ChangeView, decides: Decides): string =>
  view.asks && decides.change && mayApprove(view, decides) ? sayWaitsForYou(view) : view.say;
