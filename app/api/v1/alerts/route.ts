import { guarded } from "#app/_guard/guarded.ts";
import { ALERT_LIMITS, deliver, noteRefused } from "#server/door/alerts.ts";
import { alertsWaiting } from "#server/read/alerts.ts";
import { json } from "../_http/answer.ts";
import { readJson } from "../_http/guard.ts";

/** Alerts that nobody looks at yet, as the start page lists them; `more`: there are further ones. */
export const GET = guarded("read", async (request, visitor) => {
  const limit = Number(new URL(request.url).searchParams.get("limit") ?? USUAL);
  const { waiting, more } = await alertsWaiting(visitor, Number.isInteger(limit) && limit > 0 ? Math.min(limit, MOST) : USUAL);
  return json({ items: waiting, more });
});

const USUAL = 30;
const MOST = 100;
/** Alertmanager gives up on its own after ten seconds, or its group's interval. */
const MOST_MS = 60_000;

/** What the webhook of an Alertmanager posts. */
export const POST = guarded("deliver", async (request, visitor) => {
  const sender = visitor.key ?? visitor.id;
  const read = await readJson(request, ALERT_LIMITS.bytes, MOST_MS);
  if (!read.ok) {
    await noteRefused(sender, read.message);
    return read.answer;
  }
  const delivered = await deliver(sender, read.body);
  if (delivered.ok) return json(delivered);
  if (delivered.status === 400) await noteRefused(sender, delivered.message);
  const { waitSeconds, ...told } = delivered;
  const answer = json(told, told.status);
  if (waitSeconds !== undefined) answer.headers.set("retry-after", String(waitSeconds));
  return answer;
});
