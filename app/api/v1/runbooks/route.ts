import { guarded } from "#app/_guard/guarded.ts";
import { runbooksPage } from "#server/read/runbooks.ts";
import { json } from "../_http/answer.ts";

/** Every incident type, with how its newest runs went. */
export const GET = guarded("read", async () => json(await runbooksPage()));
