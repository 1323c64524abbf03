import { guarded } from "#app/_guard/guarded.ts";
import { watchShown } from "#server/read/watch.ts";
import { json } from "../../../_http/answer.ts";

/** All investigations of the watch that this one belongs to, and how it stands; null where each event is not judged. */
export const GET = guarded("read", async (_request, visitor, { params }: { params: Promise<{ id: string }> }) =>
  json({ watch: await watchShown((await params).id, visitor) }),
);
