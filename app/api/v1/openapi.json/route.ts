import { guarded } from "#app/_guard/guarded.ts";
import { versionShown } from "#server/read/version.ts";
import { json } from "../_http/answer.ts";
import { openApiDocument } from "../_openapi/document.ts";

/** What this API takes and answers. */
export const GET = guarded("read", async () => json(openApiDocument(await versionShown())));
