import { createHash } from "node:crypto";
import { picturesIn, removedPictures } from "#machines/journal/noted-pictures.ts";
import type { StoredPicture } from "../journal.ts";
import { cleanPicture } from "../pictures/clean.ts";
import type { Bundle, BundledPicture } from "./bundle.ts";

/** What is wrong with a bundle's pictures, in one sentence; null: each note has its own, and there are no others. */
export function pictureFault({ events, pictures = [] }: Pick<Bundle, "events" | "pictures">): string | null {
  const told = picturesIn(events);
  const gone = removedPictures(events);
  const brought = new Set(pictures.map(({ sha256 }) => sha256));
  if (brought.size !== pictures.length) return "Two pictures have the same hash.";
  for (const each of pictures) {
    const of = told.get(each.sha256);
    if (of === undefined) return `No note speaks of the picture ${short(each)}.`;
    const bytes = Buffer.from(each.base64, "base64");
    if (bytes.toString("base64") !== each.base64 || createHash("sha256").update(bytes).digest("hex") !== each.sha256)
      return `The picture ${short(each)} does not have the hash it was stored with: it was changed.`;
    // Whoever made the bundle may have made the hash as well: what is shown is looked at here as if it had just been sent.
    const seen = cleanPicture(bytes);
    if ("say" in seen) return `The picture ${short(each)} is none that can be shown. ${seen.say}`;
    if (seen.type !== of.type || seen.width !== of.width || seen.height !== of.height || bytes.length !== of.bytes)
      return `The picture ${short(each)} is not what its note says of it.`;
  }
  const lost = [...told.keys()].find((sha256) => !brought.has(sha256) && !gone.has(sha256));
  return lost === undefined ? null : `The picture ${short({ sha256: lost })} is missing, which a note shows.`;
}

const short = ({ sha256 }: Pick<BundledPicture, "sha256">): string => sha256.slice(0, 12);

/** As they are stored; of a bundle that was opened. */
export function picturesOf({ events, pictures = [] }: Bundle): readonly StoredPicture[] {
  const told = picturesIn(events);
  return pictures.flatMap(({ sha256, base64 }) => {
    const of = told.get(sha256);
    return of === undefined ? [] : [{ sha256, type: of.type, content: Buffer.from(base64, "base64") }];
  });
}
