import { guarded, openToAll } from "#app/_guard/guarded.ts";
import { comeIn, goOut } from "#server/door/come-in.ts";
import { cameIn } from "../_http/came-in.ts";
import { readJson } from "../_http/guard.ts";

/** Signs in with name and password. */
export const POST = openToAll(async (request) => {
  const read = await readJson(request);
  return read.ok ? cameIn(await comeIn("password", read.body, request.headers)) : read.answer;
});

/** Signs out. */
export const DELETE = guarded("own", async (request, visitor) =>
  Response.json({ ok: true }, { headers: { "set-cookie": await goOut(visitor, request.headers), "cache-control": "no-store" } }),
);
