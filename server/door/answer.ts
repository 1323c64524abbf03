import type { PersonsAnswer } from "#machines/contract/index.ts";
import { answerTo, isClosed, openAsks, sayAnswer, type Asked } from "#machines/journal/ask.ts";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { statusOf } from "../investigate/status.ts";
import type { ActResult } from "./action.ts";
import type { AnswerAction } from "./answer-action.ts";
import type { Office } from "./office.ts";
import { writeUnmoved, type Refusal } from "./unmoved.ts";

/** What a person says to a question. Of two at once the first counts, and the other one is told what it was. */
export const answerAsked = (office: Office, actor: Actor, action: AnswerAction): Promise<ActResult> =>
  writeUnmoved(office, { id: action.id, actor }, (events) => answerFor(action, events));

function answerFor(action: AnswerAction, events: readonly InvestigationEvent[]): EventBody | Refusal {
  const asked = events.find((event): event is Asked => event.type === "asked" && event.request === action.request);
  if (asked === undefined) return { message: noSuch(action.request, events) };
  const before = answerTo(events, asked);
  if (before !== null) return { message: `${before.actor.name} answered this already: ${sayAnswer(asked, before.answer)}.` };
  if (isClosed(events, asked)) return { message: whyClosed(events) };
  const answer = checked(asked, action);
  return "message" in answer ? answer : { type: "answered", request: asked.request, answer: answer.answer };
}

function noSuch(request: string, events: readonly InvestigationEvent[]): string {
  const open = openAsks(events).map((asked) => asked.request);
  return `Nobody asks ${request} here. ${open.length === 0 ? "No question is open." : `What is asked: ${open.join(", ")}.`}`;
}

function whyClosed(events: readonly InvestigationEvent[]): string {
  const status = statusOf(events);
  return status === "concluded" || status === "stopped"
    ? `It is ${status}; nobody is asked any more.`
    : "It was skipped; nobody is asked any more.";
}

function checked({ choices }: Asked, { choice }: AnswerAction): { readonly answer: PersonsAnswer } | Refusal {
  if (choice === undefined) return { answer: null };
  return Object.hasOwn(choices, choice)
    ? { answer: { choice } }
    : { message: `${choice} is no answer to this. One of: ${Object.keys(choices).join(", ")}.` };
}
