import type { EventType, InvestigationEvent } from "./event.ts";

/** The events of one type, in order. */
export function ofType<T extends EventType>(
  events: readonly InvestigationEvent[],
  type: T,
): readonly Extract<InvestigationEvent, { type: T }>[] {
  return events.filter((event): event is Extract<InvestigationEvent, { type: T }> => event.type === type);
}
