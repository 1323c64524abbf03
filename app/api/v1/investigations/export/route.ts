import { guarded } from "#app/_guard/guarded.ts";
import { zoneOfCaller } from "#app/_guard/zone.ts";
import { exportMany, MANY_FORMATS, type ManyFormat } from "#server/read/export-many.ts";
import { queryOf } from "../../_http/query.ts";

const TYPE: Readonly<Record<ManyFormat, readonly [type: string, ending: string]>> = {
  csv: ["text/csv; charset=utf-8", "csv"],
  markdown: ["text/markdown; charset=utf-8", "md"],
  ndjson: ["application/x-ndjson; charset=utf-8", "ndjson"],
};
const MOST_IDS = 200;

/** Several investigations as one file: `?ids=` with commas between, or the same search and filters as the list. */
export const GET = guarded("read", (request) => {
  const params = new URL(request.url).searchParams;
  const format = MANY_FORMATS.find((one) => one === params.get("format")) ?? "csv";
  const ids = params.get("ids");
  const wanted =
    ids === null
      ? queryOf(params, { zone: zoneOfCaller(request) })
      : ids
          .split(",")
          .filter((id) => id !== "")
          .slice(0, MOST_IDS);
  const pieces = exportMany(wanted, format);
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await pieces.return(undefined)),
  });
  const [type, ending] = TYPE[format];
  return new Response(stream, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="investigations.${ending}"`,
      "cache-control": "no-store",
    },
  });
});
