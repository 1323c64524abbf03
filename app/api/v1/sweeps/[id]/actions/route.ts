import { guarded } from "#app/_guard/guarded.ts";
import { isObject, json, perform } from "../../../_http/answer.ts";
import { readJson } from "../../../_http/guard.ts";

interface Context {
  readonly params: Promise<{ readonly id: string }>;
}

/** One action on this sweep; the address names it, so the body need not. */
export const POST = guarded("read", async (request, visitor, { params }: Context) => {
  const read = await readJson(request);
  if (!read.ok) return read.answer;
  if (!isObject(read.body)) return json({ ok: false, status: 400, message: "The body has to be one action." }, 400);
  return perform(visitor, { ...read.body, id: (await params).id });
});
