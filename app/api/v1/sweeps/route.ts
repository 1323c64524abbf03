import { guarded } from "#app/_guard/guarded.ts";
import { sweepsPage } from "#server/read/sweeps.ts";
import { json, perform } from "../_http/answer.ts";
import { readJson } from "../_http/guard.ts";

/** The newest sweeps. */
export const GET = guarded("read", async (_request, visitor) => json(await sweepsPage(visitor)));

/** Starts a sweep. */
export const POST = guarded("read", async (request, visitor) => {
  const read = await readJson(request);
  return read.ok ? perform(visitor, read.body) : read.answer;
});
