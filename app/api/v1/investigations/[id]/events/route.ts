import { guarded } from "#app/_guard/guarded.ts";
import { followAs } from "#server/stream/follow.ts";
import { investigationPage } from "#server/read/investigations.ts";
import { missing } from "../../../_http/answer.ts";
import { sse } from "../../../_http/sse.ts";

interface Context {
  readonly params: Promise<{ readonly id: string }>;
}

/** The log as server-sent events, from `Last-Event-ID` or `?after=` on. */
export const GET = guarded("read", async (request, visitor, { params }: Context) => {
  const { id } = await params;
  if ((await investigationPage(id, visitor)) === null) return missing(`investigation ${id}`);
  const asked = Number(request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after") ?? 0);
  const after = Number.isInteger(asked) && asked >= 0 ? asked : 0;
  return sse((signal) => followAs(visitor, { id, after, signal }), request.signal);
});
