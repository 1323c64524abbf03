import { guarded } from "#app/_guard/guarded.ts";
import { sweepPage } from "#server/read/sweeps.ts";
import { followSweep, type SweepNews } from "#server/stream/follow-sweep.ts";
import { missing } from "../../../_http/answer.ts";
import { sseOf } from "../../../_http/sse.ts";

interface Context {
  readonly params: Promise<{ readonly id: string }>;
}

const textOf = (news: SweepNews): string => ("heartbeat" in news ? ": still here\n\n" : `data: ${JSON.stringify(news)}\n\n`);

/** How its hosts stand as server-sent events: all of them first, then those that move. */
export const GET = guarded("read", async (request, visitor, { params }: Context) => {
  const { id } = await params;
  if ((await sweepPage(id, visitor)) === null) return missing(`sweep ${id}`);
  return sseOf((signal) => followSweep(visitor, id, signal), textOf, request.signal);
});
