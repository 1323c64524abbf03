import { guarded } from "#app/_guard/guarded.ts";
import { exportInvestigation } from "#server/read/export.ts";
import { missing } from "../../../_http/answer.ts";

interface Context {
  readonly params: Promise<{ readonly id: string }>;
}

export const GET = guarded("read", async (request, _visitor, { params }: Context) => {
  const { id } = await params;
  const format = new URL(request.url).searchParams.get("format") === "markdown" ? "markdown" : "json";
  const file = await exportInvestigation(id, format);
  if (file === null) return missing(`investigation ${id}`);
  return new Response(file.text, {
    headers: { "content-type": file.type, "content-disposition": `attachment; filename="${file.name}"`, "cache-control": "no-store" },
  });
});
