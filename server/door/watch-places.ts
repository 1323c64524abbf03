import type { Brief } from "#machines/contract/index.ts";
import type { Actor } from "#machines/journal/event.ts";
import type { Office } from "./office.ts";

/** A worker has 32 places, and a watch keeps one for up to a day: whoever watches this much still leaves most of them to the others. */
export const MOST_WATCHES = 10;

/** Why this person begins no further watch; null: they may. Paused ones count: they go on with one word. */
export async function noPlaceToWatch({ watches }: Office, actor: Actor, { watchSeconds }: Brief): Promise<string | null> {
  if (watchSeconds === undefined || watches === undefined || (await watches.notEnded(actor.id)) < MOST_WATCHES) return null;
  return `${MOST_WATCHES} watches that ${actor.name} started have not ended, which is the most for one person: each keeps a place that others wait for. Stop one of them first.`;
}
