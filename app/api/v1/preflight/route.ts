import { guarded } from "#app/_guard/guarded.ts";
import { preflight } from "#server/door/preflight.ts";
import { isObject, json } from "../_http/answer.ts";
import { readJson } from "../_http/guard.ts";

type Hosts = Parameters<typeof preflight>[1]["hosts"];

/** One JSON line per host and step, as they come. */
export const POST = guarded("investigate", async (request, visitor) => {
  const read = await readJson(request);
  if (!read.ok) return read.answer;
  if (!isObject(read.body) || !Array.isArray(read.body["hosts"]))
    return json({ ok: false, status: 400, message: "The body has to name hosts." }, 400);
  // Checked by preflight itself, as every door checks what it is given.
  const lines = preflight(visitor, { hosts: read.body["hosts"] as Hosts });
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await lines.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
    },
    cancel: async () => void (await lines.return(undefined)),
  });
  return new Response(stream, {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
});
