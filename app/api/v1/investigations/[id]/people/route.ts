import { guarded } from "#app/_guard/guarded.ts";
import { colleagues } from "#server/read/people.ts";
import { json } from "../../../_http/answer.ts";

/** Who an investigation can be handed over to, as the composer completes it. */
export const GET = guarded("investigate", async (_request, visitor) => json({ people: await colleagues(visitor) }));
