import { guarded } from "#app/_guard/guarded.ts";
import { perform } from "../../_http/answer.ts";
import { readJson } from "../../_http/guard.ts";

/** One action on an alert that waits. */
export const POST = guarded("read", async (request, visitor) => {
  const read = await readJson(request);
  return read.ok ? perform(visitor, read.body) : read.answer;
});
