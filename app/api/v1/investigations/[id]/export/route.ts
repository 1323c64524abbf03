import { guarded } from "#app/_guard/guarded.ts";
import { exportInvestigation } from "#server/read/export.ts";
import { missing } from "../../../_http/answer.ts";

interface Context {
  readonly params: Promise<{ readonly id: string }>;
}

export const GET = guarded("read", async (request, _visitor, { params }: Context) => {
  const { id } = await params;
  const asked = new URL(request.url).searchParams.get("format");
  const format = asked === "markdown" || asked === "html" ? asked : "json";
  const file = await exportInvestigation(id, format);
  if (file === null) return missing(`investigation ${id}`);
  const how = format === "html" ? "inline" : "attachment";
  return new Response(file.text, {
    headers: {
      "content-type": file.type,
      "content-disposition": `${how}; filename="${file.name}"`,
      "cache-control": "no-store",
      // The page to print is shown: it may run nothing, load nothing and stand in no frame.
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
      "x-content-type-options": "nosniff",
    },
  });
});
