import { guarded } from "#app/_guard/guarded.ts";
import { metricsText, TEXT_FORMAT } from "#server/read/metrics.ts";

export const dynamic = "force-dynamic";

/** For Prometheus: numbers of this process, and how many investigations are open. With accounts it shows a key that reads. */
export const GET = guarded("read", async () => {
  return new Response(await metricsText(), { headers: { "content-type": TEXT_FORMAT, "cache-control": "no-store" } });
});
