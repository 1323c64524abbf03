import type { Failure, PersonsAnswer, Reading, Taken } from "../contract/index.ts";
import type { InvestigationEvent } from "./event.ts";

export type Asked = Extract<InvestigationEvent, { type: "asked" }>;
export type Answered = Extract<InvestigationEvent, { type: "answered" }>;

/** Of a request's key: `${round}.${test}.${host}.${moment}`. */
export const testIn = (request: string): string => request.split(".")[1] ?? "";

/** The first answer counts. */
export const answerTo = (events: readonly InvestigationEvent[], { request }: Pick<Asked, "request">): Answered | null => {
  const found = events.find((event) => event.type === "answered" && event.request === request);
  return found?.type === "answered" ? found : null;
};

/** Nobody is asked any more: the test was skipped, its host is gone, or it is all over. */
export const isClosed = (events: readonly InvestigationEvent[], { request, host, seq }: Asked): boolean =>
  events.some(
    (event) =>
      isSkipOf(event, { request, seq }, events) ||
      (event.type === "hostWithdrawn" && event.host === host && event.seq > seq) ||
      event.type === "concluded" ||
      event.type === "stopped",
  );

/** A skip that was taken back before the question was put does not close it; the question that it closed stays closed, and is put anew. */
const isSkipOf = (
  skip: InvestigationEvent,
  { request, seq }: Pick<Asked, "request" | "seq">,
  events: readonly InvestigationEvent[],
): boolean =>
  skip.type === "skipped" &&
  skip.test === testIn(request) &&
  !events.some((event) => event.type === "unskipped" && event.test === skip.test && event.seq > skip.seq && event.seq < seq);

/** What people are asked and have not answered; one at a time, as rounds go. */
export const openAsks = (events: readonly InvestigationEvent[]): readonly Asked[] =>
  events.flatMap((event) => (event.type === "asked" && answerTo(events, event) === null && !isClosed(events, event) ? [event] : []));

/** Why a person is asked now. A question has no price in seconds and no risk. */
export const ASKING =
  'No reading of a host tells these apart any more. A person may know: one question, with "I don\'t know" as an answer.';

/** What was answered, in the words of the buttons. */
export function sayAnswer({ choices }: Pick<Asked, "choices">, answer: PersonsAnswer): string {
  if (answer === null) return "nobody knows";
  return choices[answer.choice] ?? answer.choice;
}

/** What an answer is to the engine: a reading like any other, taken from nobody's clock; or unknown, because nobody knew. */
export function heard({
  answer,
  actor,
  from,
}: Pick<Answered, "answer" | "actor" | "from">): { readonly reading: Reading; readonly taken: Taken } | { readonly failure: Failure } {
  const by = from?.by ?? actor.name;
  if (answer === null) return { failure: { kind: "notKnown", by } };
  const taken: Taken = { bootId: null, uptimeSeconds: null, by };
  return { reading: { fields: { answer: answer.choice } }, taken };
}
