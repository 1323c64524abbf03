import type { InvestigationEvent } from "#machines/journal/event.ts";

export interface Watch {
  /** When it began, ms since the epoch: the time at which its first window was planned. */
  readonly since: number;
  readonly until: number;
}

/** Until when this investigation watches; null when it does not. From the log alone, so that a restart of the server changes nothing. */
export function watchOf(events: readonly InvestigationEvent[]): Watch | null {
  const first = events[0];
  const seconds = first?.type === "started" ? first.brief.watchSeconds : undefined;
  if (first?.type !== "started" || seconds === undefined) return null;
  // What is left of the time: it began with another investigation.
  if (first.watch !== undefined) return { since: Date.parse(first.at), until: Date.parse(first.watch.until) };
  const planned = events.find(isReproduced);
  if (planned === undefined) return null;
  const since = Date.parse(planned.at);
  return { since, until: since + seconds * 1_000 };
}

/** A round whose window has to show the symptom is planned. */
export const isReproduced = (event: InvestigationEvent): boolean => event.type === "roundPlanned" && event.round.reproduction;
