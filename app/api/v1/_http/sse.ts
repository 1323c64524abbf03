import type { Line } from "#server/stream/follow.ts";

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // A proxy that compresses or buffers would hold events back.
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  connection: "keep-alive",
};

/** Lines of a followed log as server-sent events. */
export const sse = (follow: (signal: AbortSignal) => AsyncIterable<Line>, gone: AbortSignal): Response => sseOf(follow, textOf, gone);

/** Ends when the reader goes away; reads ahead no faster than the reader reads. */
export function sseOf<T>(follow: (signal: AbortSignal) => AsyncIterable<T>, text: (line: T) => string, gone: AbortSignal): Response {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  gone.addEventListener("abort", end, { once: true });
  const encoder = new TextEncoder();
  const lines = follow(stop.signal)[Symbol.asyncIterator]();
  const stream = new ReadableStream<Uint8Array>({
    // The first byte at once, so that the browser knows that the connection stands.
    start: (controller) => controller.enqueue(encoder.encode(": following\n\n")),
    pull: async (controller) => {
      const { done, value } = await lines.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(text(value)));
    },
    cancel: end,
  });
  return new Response(stream, { headers: HEADERS });
}

function textOf(line: Line): string {
  if ("event" in line) return `id: ${line.event.seq}\ndata: ${JSON.stringify(line.event)}\n\n`;
  if ("present" in line) return `event: present\ndata: ${JSON.stringify(line.present)}\n\n`;
  return "live" in line ? `event: live\ndata: ${JSON.stringify(line.live)}\n\n` : ": still here\n\n";
}
