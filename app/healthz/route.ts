import { openToAll } from "#app/_guard/guarded.ts";
export const dynamic = "force-dynamic";

/** The process answers. */
export const GET = openToAll(() => {
  return new Response("ok\n", { headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } });
});
