import { formatNumber } from "#machines/explain/number.ts";
import { TOLD } from "#server/door/visitor.ts";

const MOST_BYTES = 256 * 1024;

export type Read<Body = unknown> =
  { readonly ok: true; readonly body: Body } | { readonly ok: false; readonly answer: Response; readonly message: string };

/** Reads the JSON body of a request that changes something. */
export async function readJson(request: Request, most = MOST_BYTES, ms?: number): Promise<Read> {
  const read = await readText(request, most, ms);
  if (!read.ok) return read;
  try {
    return { ok: true, body: JSON.parse(read.body) as unknown };
  } catch (cause) {
    return refuse(400, `The body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/**
 * The text of such a body. A browser's request must come from our own pages; a plain form of another site can neither set this content type
 * nor hide where it comes from.
 */
export async function readText(request: Request, most: number, ms?: number): Promise<Read<string>> {
  if (!isSameOrigin(request.headers)) return refuse(403, "This request comes from another site.");
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) return refuse(415, "The body has to be application/json.");
  // Nothing is unpacked here: what is small on its way may be of any size behind it.
  const coded = request.headers.get("content-encoding") ?? "identity";
  if (!/^identity$/i.test(coded)) return refuse(415, "The body has to come as it is, without a content encoding.");
  const told = Number(request.headers.get("content-length") ?? 0);
  if (told > most) return refuse(413, `The body is larger than ${formatNumber(most)} bytes.`);
  const late = ms === undefined ? null : AbortSignal.timeout(ms);
  const text = await textWithin(request, most, late);
  if (late?.aborted === true) return refuse(408, `The body did not arrive within ${Math.round((ms ?? 0) / 1_000)} seconds.`);
  return text === null ? refuse(413, `The body is larger than ${formatNumber(most)} bytes.`) : { ok: true, body: text };
}

/** Who does not say how long the body is may send without end: no more of it is taken than may be. */
async function textWithin(request: Request, most: number, late: AbortSignal | null): Promise<string | null> {
  const reader = request.body?.getReader();
  late?.addEventListener("abort", () => void reader?.cancel().catch(() => undefined), { once: true });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
    size += next.value.length;
    if (size > most) {
      await reader?.cancel();
      return null;
    }
    chunks.push(next.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export function isSameOrigin(headers: Pick<Headers, "get">): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = headers.get("origin");
  return origin === null || origin === headers.get(TOLD.origin);
}

const refuse = (status: number, message: string): Extract<Read, { ok: false }> => ({
  ok: false,
  message,
  answer: Response.json({ ok: false, status, message }, { status }),
});
