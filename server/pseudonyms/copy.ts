import type { InvestigationEvent } from "#machines/journal/event.ts";
import { picturesIn } from "#machines/journal/noted-pictures.ts";
import { CULPRIT } from "../investigate/bench.ts";
import type { ToBundle } from "../bundle/bundle.ts";
import type { Turn } from "./address.ts";
import { turnedInvestigation } from "./investigation.ts";

/**
 * What is exported, with other addresses; its log ends with an entry that says so, and how many outputs were left out. Pictures are left out, all of
 * them: an address on one cannot be found.
 */
export function turnedCopy(one: ToBundle, turn: Turn): ToBundle {
  const { events, observations, withheld } = turnedInvestigation(one.events, one.observations, turn);
  const gone = new Set(withheld);
  const bytes = one.observations
    .filter(({ id }) => gone.has(id))
    .reduce((sum, { stdout, stderr }) => sum + stdout.length + stderr.length, 0);
  const pictures = [...picturesIn(one.events).keys()].toSorted();
  const said: InvestigationEvent = {
    ...{ seq: events.length + 1, at: one.now.toISOString(), actor: CULPRIT },
    ...{ type: "outputsRemoved", outputs: withheld.length, bytes, olderThanDays: 0, pseudonyms: true },
    ...(pictures.length === 0 ? {} : { pictures }),
  };
  return { ...one, events: [...events, said], observations, pictures: [] };
}
