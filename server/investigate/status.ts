import { openAsks } from "#machines/journal/ask.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";

export type Status = "running" | "waiting" | "paused" | "concluded" | "stopped";

/** Where an investigation stands, from its log alone. */
export function statusOf(events: readonly InvestigationEvent[]): Status {
  let status: Status = "running";
  for (const event of events) {
    if (event.type === "paused") status = "paused";
    if (event.type === "resumed" && status === "paused") status = "running";
    if (event.type === "concluded") return "concluded";
    if (event.type === "stopped") return "stopped";
  }
  return status === "running" && (keysAsked(events).size > 0 || openAsks(events).length > 0) ? "waiting" : status;
}

/** Hosts whose key a person is asked about. */
export function keysAsked(events: readonly InvestigationEvent[]): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const event of events) {
    if (event.type === "hostKeyAsked") asked.add(event.host);
    if (event.type === "hostKeyAnswered" || event.type === "hostWithdrawn") asked.delete(event.host);
  }
  return asked;
}
