import { guarded } from "#app/_guard/guarded.ts";
import { perform } from "../_http/answer.ts";
import { readJson } from "../_http/guard.ts";

/** Searches of the history that a person keeps under a name. */
export const POST = guarded("own", async (request, visitor) => {
  const read = await readJson(request);
  return read.ok ? perform(visitor, read.body) : read.answer;
});
