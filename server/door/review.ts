import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { statusOf } from "../investigate/status.ts";
import type { Action } from "./action.ts";

/** Why it is not reviewed yet; null: it is over. What somebody says who reads it afterwards changes nothing that was seen or judged. */
export function whyNotReviewed(events: readonly InvestigationEvent[]): string | null {
  const status = statusOf(events);
  return status === "concluded" || status === "stopped" ? null : `It is ${status}: it is reviewed when it has ended.`;
}

export function signedOff(
  { judgement, reason }: Extract<Action, { do: "signOff" }>,
  events: readonly InvestigationEvent[],
): EventBody | { readonly message: string } {
  const not = whyNotReviewed(events);
  if (not !== null) return { message: not };
  if (judgement === "overruled" && reason === undefined) return { message: "Whoever overrules a verdict says what it was instead." };
  return { type: "signedOff", judgement, ...(reason === undefined ? {} : { reason }) };
}
