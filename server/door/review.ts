import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { statusOf } from "../investigate/status.ts";
import type { Action } from "./action.ts";

type OnReview = Extract<Action, { do: "reviewNote" | "signOff" }>;

/** What somebody says who reads an investigation afterwards. Nothing that was seen or judged changes by it. */
export function reviewed(action: OnReview, events: readonly InvestigationEvent[]): EventBody | { readonly message: string } {
  const status = statusOf(events);
  if (status !== "concluded" && status !== "stopped") return { message: `It is ${status}: it is reviewed when it has ended.` };
  if (action.do === "signOff") {
    const { judgement, reason } = action;
    if (judgement === "overruled" && reason === undefined) return { message: "Whoever overrules a verdict says what it was instead." };
    return { type: "signedOff", judgement, ...(reason === undefined ? {} : { reason }) };
  }
  const { text, about } = action;
  if (about !== undefined && about > (events.at(-1)?.seq ?? 0)) return { message: `There is no event ${about}.` };
  return { type: "reviewNoted", text, ...(about === undefined ? {} : { about }) };
}
