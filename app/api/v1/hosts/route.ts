import { guarded } from "#app/_guard/guarded.ts";
import { hostsPage } from "#server/read/hosts.ts";
import { json, perform } from "../_http/answer.ts";
import { readJson } from "../_http/guard.ts";

/** The inventory. */
export const GET = guarded("read", async (_request, visitor) => {
  return json((await hostsPage(visitor)).hosts);
});

export const POST = guarded("read", async (request, visitor) => {
  const read = await readJson(request);
  return read.ok ? perform(visitor, read.body) : read.answer;
});
