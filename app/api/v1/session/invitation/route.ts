import { openToAll } from "#app/_guard/guarded.ts";
import { readInvitation } from "#server/door/come-in.ts";
import { isObject, json } from "../../_http/answer.ts";
import { readJson } from "../../_http/guard.ts";

/** For whom an invitation is, told to whoever has its link. */
export const POST = openToAll(async (request) => {
  const read = await readJson(request);
  if (!read.ok) return read.answer;
  const token = isObject(read.body) && typeof read.body["token"] === "string" ? read.body["token"] : "";
  const invitation = await readInvitation(token);
  return invitation === null
    ? json({ ok: false, status: 410, message: "This link is no longer valid." }, 410)
    : json({ ok: true, ...invitation });
});
