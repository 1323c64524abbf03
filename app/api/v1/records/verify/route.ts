import { guarded } from "#app/_guard/guarded.ts";
import { verifyRecords } from "#server/read/records.ts";
import { json } from "../../_http/answer.ts";

/** Whether the record still fits together, entry by entry. */
export const GET = guarded("keep", async () => json(await verifyRecords()));
