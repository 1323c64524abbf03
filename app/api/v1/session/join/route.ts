import { openToAll } from "#app/_guard/guarded.ts";
import { comeIn } from "#server/door/come-in.ts";
import { cameIn } from "../../_http/came-in.ts";
import { readJson } from "../../_http/guard.ts";

/** Takes up an invitation: sets a password and signs in. Who has the link is who was invited. */
export const POST = openToAll(async (request) => {
  const read = await readJson(request);
  return read.ok ? cameIn(await comeIn("invitation", read.body, request.headers)) : read.answer;
});
