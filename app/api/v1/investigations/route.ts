import { guarded } from "#app/_guard/guarded.ts";
import { zoneOfCaller } from "#app/_guard/zone.ts";
import { listPage } from "#server/read/investigations.ts";
import { itemOf } from "#app/_ui/lists/item.ts";
import { json, perform } from "../_http/answer.ts";
import { readJson } from "../_http/guard.ts";
import { queryOf } from "../_http/query.ts";

/** Newest first; `next` is where the following page begins. */
export const GET = guarded("read", async (request, visitor) => {
  const { rows, next } = await listPage(queryOf(new URL(request.url).searchParams, { zone: zoneOfCaller(request) }), visitor);
  return json({ items: rows.map((row) => itemOf(row, visitor)), next });
});

/** Starts an investigation, or a practice one. */
export const POST = guarded("read", async (request, visitor) => {
  const read = await readJson(request);
  return read.ok ? perform(visitor, read.body) : read.answer;
});
