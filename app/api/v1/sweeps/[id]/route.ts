import { guarded } from "#app/_guard/guarded.ts";
import { sweepPage } from "#server/read/sweeps.ts";
import { json, missing } from "../../_http/answer.ts";

interface Context {
  readonly params: Promise<{ readonly id: string }>;
}

/** A sweep and how each of its hosts stands. */
export const GET = guarded("read", async (_request, visitor, { params }: Context) => {
  const { id } = await params;
  const page = await sweepPage(id, visitor);
  return page === null ? missing(`sweep ${id}`) : json(page);
});
