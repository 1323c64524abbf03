import type { Ask, Request, Round } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";

/** An answer as a machine hears it. */
export type Told =
  | Pick<Extract<InvestigationEvent, { type: "observed" }>, "type" | "request" | "attempt" | "facts" | "reading">
  | Pick<Extract<InvestigationEvent, { type: "unavailable" }>, "type" | "request" | "attempt" | "failure" | "facts">
  | Pick<Extract<InvestigationEvent, { type: "answered" }>, "type" | "request" | "answer" | "actor" | "from">;

/** What a log holds of answers, for a machine that asks in other rounds. */
export interface Answers {
  /** The old round whose window answers most of this one; null for a round without a window, or when there is none. */
  windowFor(round: Round): number | null;
  /** Null: nothing was collected for it. */
  answer(request: Request, window: number | null): Told | null;
}

type Ended = Extract<InvestigationEvent, { type: "observed" | "unavailable" | "answered" }>;

interface Known {
  readonly round: number;
  readonly key: string;
  readonly event: Ended;
}

/** All questions are answered by one collector: which of them it was is what was asked. */
const keyOf = ({ collector, host, moment, args }: Request, question: string | undefined): string =>
  JSON.stringify([question ?? collector, host, moment, Object.entries(args).toSorted(([a], [b]) => (a < b ? -1 : 1))]);

/** `questionFor`: what is asked of people today; what was answered to another question answers none. Before and after of one window belong together: values of two windows are never subtracted from each other. */
export function answersIn(events: readonly InvestigationEvent[], questionFor: (request: Request) => string | undefined): Answers {
  // Windows of a confirmation were taken with something changed on a host.
  const rounds = events.flatMap((event) => (event.type === "roundPlanned" && event.round.change === undefined ? [event.round] : []));
  // The last attempt of a round counts.
  const ends = new Map(
    events.flatMap((event) =>
      event.type === "observed" || event.type === "unavailable" || event.type === "answered" ? [[event.request, event] as const] : [],
    ),
  );
  const asked = new Map(events.flatMap((event) => (event.type === "asked" ? [[event.request, sayAsked(event)] as const] : [])));
  const known = rounds.flatMap(({ number, requests }) =>
    requests.flatMap((request): readonly Known[] => {
      const event = ends.get(request.key);
      return event === undefined ? [] : [{ round: number, key: keyOf(request, asked.get(request.key)), event }];
    }),
  );
  const windows = rounds.filter(({ reproduction }) => reproduction).map(({ number }) => number);
  const used = new Set<number>();
  return {
    windowFor: ({ reproduction, requests }) => {
      if (!reproduction) return null;
      const wanted = new Set(requests.map((request) => keyOf(request, questionFor(request))));
      const fit = (window: number): number => known.filter(({ round, key }) => round === window && wanted.has(key)).length;
      const best = windows.toSorted((a, b) => fit(b) - fit(a) || Number(used.has(a)) - Number(used.has(b)) || a - b)[0];
      if (best === undefined || fit(best) === 0) return null;
      used.add(best);
      return best;
    },
    answer: (request, window) => {
      const key = keyOf(request, questionFor(request));
      const same = known.filter((one) => one.key === key);
      const anywhere = request.moment === "once" && !isProbe(request) ? same.at(-1) : undefined;
      const found = same.find(({ round }) => round === window) ?? anywhere;
      return found === undefined ? null : toldOf(found.event, request.key);
    },
  };
}

/** A question with the answers that it offers. */
export const sayAsked = ({ question, where, choices }: Ask): string => JSON.stringify([question, where, choices]);

/** The reproduction is its window. */
const isProbe = ({ test }: Request): boolean => test === "reproduction";

function toldOf(event: Ended, request: string): Told {
  if (event.type === "observed") return { type: "observed", request, attempt: 1, facts: event.facts, reading: event.reading };
  if (event.type === "answered") return { ...event, request };
  const { failure, facts } = event;
  return { type: "unavailable", request, attempt: 1, failure, ...(facts === undefined ? {} : { facts }) };
}
