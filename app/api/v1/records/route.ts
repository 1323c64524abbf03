import { guarded } from "#app/_guard/guarded.ts";
import { exportRecords } from "#server/read/records.ts";

/** The record of who did what to which host, for those who answer for it. */
export const GET = guarded("keep", async () => {
  return new Response(await exportRecords(), {
    headers: {
      "content-type": "application/json",
      "content-disposition": 'attachment; filename="culprit-records.json"',
      "cache-control": "no-store",
    },
  });
});
