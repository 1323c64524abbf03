import { guarded } from "#app/_guard/guarded.ts";
import { PICTURE_LIMITS } from "#machines/journal/picture.ts";
import { isObject, json, perform } from "../../../_http/answer.ts";
import { readJson } from "../../../_http/guard.ts";

interface Context {
  readonly params: Promise<{ readonly id: string }>;
}

/** All pictures of one note as base64, and its words. */
const MOST_BYTES = Math.ceil((PICTURE_LIMITS.perNote * PICTURE_LIMITS.bytes * 4) / 3) + 256 * 1024;
/** A phone with a bad link needs its time; who sends a byte a minute does not. */
const MOST_MS = 5 * 60_000;

/** A note with pictures, which has more in it than other actions may have; with `review`, one of a review. */
export const POST = guarded("write", async (request, visitor, { params }: Context) => {
  const read = await readJson(request, MOST_BYTES, MOST_MS);
  if (!read.ok) return read.answer;
  if (!isObject(read.body)) return json({ ok: false, status: 400, message: "The body has to be one note." }, 400);
  const { review, ...said } = read.body;
  return perform(visitor, { ...said, do: review === true ? "reviewNote" : "note", id: (await params).id });
});
