import type { EventBody, EventType, InvestigationEvent } from "./event.ts";

/** The events of one type, in order. */
export function ofType<T extends EventType>(
  events: readonly InvestigationEvent[],
  type: T,
): readonly Extract<InvestigationEvent, { type: T }>[] {
  return events.filter((event): event is Extract<InvestigationEvent, { type: T }> => event.type === type);
}

/** What ran on hosts for this investigation: not what was worked out from others, nor what another investigation had read. */
export function commandsRun<E extends EventBody>(events: readonly E[]): readonly Extract<E, { type: "commandStarted" }>[] {
  const elsewhere = new Set(
    events.flatMap((event) =>
      event.type === "observed" && (event.facts.derived === true || event.facts.from !== undefined)
        ? [`${event.request} ${event.attempt}`]
        : [],
    ),
  );
  return events.filter(
    (event): event is Extract<E, { type: "commandStarted" }> =>
      event.type === "commandStarted" && !elsewhere.has(`${event.request} ${event.attempt}`),
  );
}

/** How many commands these were: what one command read together is one. */
export function countCommands(
  started: readonly { readonly request: string; readonly attempt: number }[],
  events: readonly EventBody[],
): number {
  const joined = new Map(
    events.flatMap((event) =>
      (event.type === "observed" || event.type === "unavailable") && event.facts?.together !== undefined
        ? [[`${event.request} ${event.attempt}`, `${event.attempt} ${event.facts.startedAt} ${event.facts.together.join(" ")}`] as const]
        : [],
    ),
  );
  return new Set(started.map(({ request, attempt }) => joined.get(`${request} ${attempt}`) ?? `${request} ${attempt}`)).size;
}
