import type { InvestigationEvent } from "#machines/journal/event.ts";

/**
 * The log as it was after event `at`. What reviewers said about an entry that is there already is shown with it, although it was said later:
 * it is why one looks at that moment.
 */
export function momentOf(events: readonly InvestigationEvent[], at: number | null): readonly InvestigationEvent[] {
  if (at === null || at >= events.length) return events;
  const then = events.slice(0, Math.max(1, at));
  const last = then.at(-1)?.seq ?? 1;
  return [
    ...then,
    ...events.slice(then.length).filter((event) => event.type === "reviewNoted" && event.about !== undefined && event.about <= last),
  ];
}

/** The moment that an address names; null for the end. */
export function momentIn(text: string | null | undefined, events: number): number | null {
  const at = Number(text);
  return text !== null && text !== undefined && /^\d{1,9}$/.test(text) && at >= 1 && at < events ? at : null;
}

/**
 * What the address names, where it is that of this investigation already: who goes back gets the page as it was asked for first, and the address
 * has been rewritten since.
 */
export const addressed = (name: "at" | "tab", id: string, asked: string | undefined): string | null | undefined => {
  const { location } = globalThis as Partial<Pick<Window, "location">>;
  return location?.pathname.endsWith(id) ? new URL(location.href).searchParams.get(name) : asked;
};

/** Writes into the address what is looked at, without a step of history for each event that one drags over. Null: nothing to say. */
export function writeAddress(name: "at" | "tab", value: string | null): void {
  const url = new URL(location.href);
  if (value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  history.replaceState(history.state, "", url);
}
