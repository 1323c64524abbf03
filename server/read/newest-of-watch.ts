import { firstOfId, MOST_EVENTS } from "#machines/journal/watch-part.ts";

/** So many rows are read to have `most` of which no two belong to one watch; it may be fewer where watches follow one another. */
export const rowsFor = (most: number): number => most + MOST_EVENTS;

/** In a short list a watch that judges each event stands once, as its newest investigation: the others are reached from there. Rows are newest first. */
export function newestOfWatch<R extends { readonly id: string }>(rows: readonly R[], most: number): readonly R[] {
  const seen = new Set<string>();
  return rows.filter(({ id }) => seen.size !== seen.add(firstOfId(id)).size).slice(0, most);
}
