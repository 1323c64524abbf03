import { guarded } from "#app/_guard/guarded.ts";
import { perform } from "../_http/answer.ts";
import { readJson } from "../_http/guard.ts";

/** Accounts, as an administrator changes them. */
export const POST = guarded("people", async (request, visitor) => {
  const read = await readJson(request);
  return read.ok ? perform(visitor, read.body) : read.answer;
});
