import { guarded } from "#app/_guard/guarded.ts";
import { perform } from "../_http/answer.ts";
import { readJson } from "../_http/guard.ts";

/** One's own account: sessions and password. */
export const POST = guarded("own", async (request, visitor) => {
  const read = await readJson(request);
  return read.ok ? perform(visitor, read.body) : read.answer;
});
