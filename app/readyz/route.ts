import { openToAll } from "#app/_guard/guarded.ts";
import { isReady } from "#server/read/ready.ts";

export const dynamic = "force-dynamic";

/** Pages can be served: the database answers. */
export const GET = openToAll(async () => {
  const ready = await isReady();
  return new Response(ready ? "ready\n" : "not ready\n", {
    status: ready ? 200 : 503,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
});
