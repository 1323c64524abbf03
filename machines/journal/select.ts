import type { EventType, InvestigationEvent } from "./event.ts";

/** The events of one type, in order. */
export function ofType<T extends EventType>(
  events: readonly InvestigationEvent[],
  type: T,
): readonly Extract<InvestigationEvent, { type: T }>[] {
  return events.filter((event): event is Extract<InvestigationEvent, { type: T }> => event.type === type);
}

/** The commands that ran on hosts for this investigation: not what was worked out from others, nor what another investigation had read. */
export function commandsRun(events: readonly InvestigationEvent[]): readonly Extract<InvestigationEvent, { type: "commandStarted" }>[] {
  const elsewhere = new Set(
    events.flatMap((event) =>
      event.type === "observed" && (event.facts.derived === true || event.facts.from !== undefined)
        ? [`${event.request} ${event.attempt}`]
        : [],
    ),
  );
  return ofType(events, "commandStarted").filter(({ request, attempt }) => !elsewhere.has(`${request} ${attempt}`));
}
