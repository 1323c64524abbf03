import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";

interface Answer {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const KEY = Symbol.for("culprit.answered");
type Holder = typeof globalThis & { [KEY]?: AsyncLocalStorage<Answer> };

/** One per process: bundled pages are separate modules. */
function answers(): AsyncLocalStorage<Answer> {
  const holder = globalThis as Holder;
  holder[KEY] ??= new AsyncLocalStorage<Answer>();
  return holder[KEY];
}

/** Renders the page with its answer in reach of it. */
export const answering = <T>(request: IncomingMessage, response: ServerResponse, render: () => Promise<T>): Promise<T> =>
  answers().run({ request, response }, render);

/**
 * The page that is being rendered is about nothing: its answer is 404. Next's own notFound() gives a page that is empty until its scripts have run; this one
 * stands in the first HTML. A page that asks for another one's data while it stays (the header RSC) reads any other status than 200 as "load it anew".
 */
export function answerMissing(): void {
  const answer = answers().getStore();
  if (answer === undefined || answer.response.headersSent || answer.request.headers["rsc"] !== undefined) return;
  answer.response.statusCode = 404;
}
