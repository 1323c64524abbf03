import type { CameIn } from "#server/door/come-in.ts";

/** Tells how signing in went. The token travels in the cookie and nowhere else. */
export function cameIn({ entered, cookie }: CameIn): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  if (cookie !== null) headers.set("set-cookie", cookie);
  if (entered.ok) return Response.json({ ok: true }, { headers });
  if (entered.waitMs !== undefined) headers.set("retry-after", String(Math.ceil(entered.waitMs / 1_000)));
  return Response.json(entered, { status: entered.status, headers });
}
