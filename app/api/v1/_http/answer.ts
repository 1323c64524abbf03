import { act, type ActResult } from "#server/door/act.ts";
import type { Visitor } from "#server/door/visitor.ts";

const NO_STORE = { "cache-control": "no-store" };

export const json = (body: unknown, status = 200): Response => Response.json(body, { status, headers: NO_STORE });

export const missing = (what: string): Response => json({ ok: false, status: 404, message: `There is no ${what}.` }, 404);

/** Through the one door, and its answer as HTTP says it. */
export async function perform(visitor: Visitor, action: unknown): Promise<Response> {
  const result: ActResult = await act(visitor, action);
  return json(result, result.ok ? 200 : result.status);
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
