const MOST_BYTES = 256 * 1024;

export type Read = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly answer: Response };

/**
 * Reads the JSON body of a request that changes something. A browser's request must come from our own pages; a plain form of another
 * site can neither set this content type nor hide where it comes from.
 */
export async function readJson(request: Request): Promise<Read> {
  if (!isSameOrigin(request.headers)) return refuse(403, "This request comes from another site.");
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) return refuse(415, "The body has to be application/json.");
  const text = await request.text();
  if (text.length > MOST_BYTES) return refuse(413, `The body is larger than ${MOST_BYTES} characters.`);
  try {
    return { ok: true, body: JSON.parse(text) as unknown };
  } catch (cause) {
    return refuse(400, `The body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

export function isSameOrigin(headers: Pick<Headers, "get">): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = headers.get("origin");
  if (origin === null) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.get("host");
}

const refuse = (status: number, message: string): Read => ({
  ok: false,
  answer: Response.json({ ok: false, status, message }, { status }),
});
