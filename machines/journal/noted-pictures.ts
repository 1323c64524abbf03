import type { InvestigationEvent } from "./event.ts";
import type { Picture } from "./picture.ts";

/** Hashes of pictures that were removed and not added again. */
export function removedPictures(events: readonly InvestigationEvent[]): ReadonlySet<string> {
  const gone = new Set<string>();
  for (const event of events) {
    if (event.type === "outputsRemoved") for (const sha256 of event.pictures ?? []) gone.add(sha256);
    if (event.type === "noted") for (const { sha256 } of event.pictures ?? []) gone.delete(sha256);
  }
  return gone;
}

/** Every picture that a log speaks of, once each. */
export const picturesIn = (events: readonly InvestigationEvent[]): ReadonlyMap<string, Picture> =>
  new Map(events.flatMap((event) => (event.type === "noted" ? (event.pictures ?? []) : [])).map((picture) => [picture.sha256, picture]));
