import { listPage } from "#server/read/investigations.ts";
import { itemOf } from "#app/_ui/lists/item.ts";
import { json, perform } from "../_http/answer.ts";
import { readJson } from "../_http/guard.ts";
import { queryOf } from "../_http/query.ts";

/** Newest first; `next` is where the following page begins. */
export async function GET(request: Request): Promise<Response> {
  const { rows, next } = await listPage(queryOf(new URL(request.url).searchParams));
  return json({ items: rows.map(itemOf), next });
}

/** Starts an investigation, or a practice one. */
export async function POST(request: Request): Promise<Response> {
  const read = await readJson(request);
  return read.ok ? perform(request, read.body) : read.answer;
}
