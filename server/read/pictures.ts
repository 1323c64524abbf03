import type { Visitor } from "../access/rights.ts";
import type { StoredPicture } from "../journal.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";

export type PictureFile = Pick<StoredPicture, "type" | "content"> & { readonly name: string };

const ENDING: Readonly<Record<StoredPicture["type"], string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
  "image/gif": "gif",
};

/** One picture of a note, or why it is not shown. */
export async function pictureFor(
  investigationId: string,
  sha256: string,
  visitor: Visitor,
): Promise<PictureFile | { readonly say: string }> {
  const { pictures } = await shownTo(visitor);
  if (!pictures) return { say: "Pictures may show addresses, and here only those who reach hosts see addresses." };
  const { store } = await web();
  const found = /^[0-9a-f]{64}$/.test(sha256) ? await store.picture(investigationId, sha256) : null;
  if (found === null || !Object.hasOwn(ENDING, found.type)) return { say: "There is no such picture, or it was removed." };
  return { type: found.type, content: found.content, name: `${sha256.slice(0, 12)}.${ENDING[found.type]}` };
}
