import type { InvestigationEvent } from "./event.ts";
import type { Picture } from "./picture.ts";

/** A note shows pictures, whenever it was written. */
const shownBy = (event: InvestigationEvent): readonly Picture[] =>
  event.type === "noted" || event.type === "reviewNoted" ? (event.pictures ?? []) : [];

/** Hashes of pictures that were removed and not added again. */
export function removedPictures(events: readonly InvestigationEvent[]): ReadonlySet<string> {
  const gone = new Set<string>();
  for (const event of events) {
    if (event.type === "outputsRemoved") for (const sha256 of event.pictures ?? []) gone.add(sha256);
    for (const { sha256 } of shownBy(event)) gone.delete(sha256);
  }
  return gone;
}

/** Every picture that a log speaks of, once each. */
export const picturesIn = (events: readonly InvestigationEvent[]): ReadonlyMap<string, Picture> =>
  new Map(events.flatMap(shownBy).map((picture) => [picture.sha256, picture]));
