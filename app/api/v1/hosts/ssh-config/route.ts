import { guarded } from "#app/_guard/guarded.ts";
import { sshConfigHosts } from "#server/door/ssh-config.ts";
import { isObject, json } from "../../_http/answer.ts";
import { readJson } from "../../_http/guard.ts";

/** The hosts that an ssh config names: `text` of a person, or null for the one of the account that Culprit runs as. Changes nothing. */
export const POST = guarded("keep", async (request) => {
  const read = await readJson(request);
  if (!read.ok) return read.answer;
  const text = isObject(read.body) ? read.body["text"] : undefined;
  if (text !== null && typeof text !== "string")
    return json({ ok: false, status: 400, message: "The body has to hold the text of an ssh config, or null." }, 400);
  const found = await sshConfigHosts(text);
  return found === null
    ? json({ ok: false, status: 503, message: "No worker answered. Is it running?" }, 503)
    : json({ ok: true, ...found });
});
