import { guarded } from "#app/_guard/guarded.ts";
import { isObject, json, perform } from "../_http/answer.ts";
import { readJson } from "../_http/guard.ts";

/** Approves the key that a host showed, or forgets one. */
export const POST = guarded("read", async (request, visitor) => {
  const read = await readJson(request);
  if (!read.ok) return read.answer;
  if (!isObject(read.body)) return json({ ok: false, status: 400, message: "The body has to be one action." }, 400);
  return perform(visitor, { do: "approveKey", ...read.body });
});
