import { guarded } from "#app/_guard/guarded.ts";
import { pictureFor } from "#server/read/pictures.ts";
import { json } from "../../../../_http/answer.ts";

interface Context {
  readonly params: Promise<{ readonly id: string; readonly sha256: string }>;
}

/** The bytes of one picture of a note, as the kind that they were seen to be when they came. In a sandbox: nothing in it runs, whoever opens it. */
export const GET = guarded("read", async (_request, visitor, { params }: Context) => {
  const { id, sha256 } = await params;
  const found = await pictureFor(id, sha256, visitor);
  if ("say" in found) return json({ ok: false, status: 404, message: found.say }, 404);
  return new Response(new Uint8Array(found.content), {
    headers: {
      "content-type": found.type,
      "content-length": String(found.content.length),
      "content-disposition": `inline; filename="${found.name}"`,
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
      "x-content-type-options": "nosniff",
      // It never changes, but it may be removed.
      "cache-control": "private, max-age=3600",
    },
  });
});
