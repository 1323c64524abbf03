import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import type { ActResult } from "./action.ts";
import { notFound } from "./not-found.ts";
import type { Office } from "./office.ts";

export interface Refusal {
  readonly message: string;
}

/** How often somebody else may come in between before it is given up. */
const MOST_TRIES = 20;

/**
 * Writes what counts for the state that was looked at: when anything was written in between, it is looked at again. So of two people who act at once, the second
 * one is told what the first one did. Null: nothing is written, the worker only looks again.
 */
export async function writeUnmoved(
  office: Office,
  { id, actor }: { readonly id: string; readonly actor: Actor },
  bodyFor: (events: readonly InvestigationEvent[]) => EventBody | Refusal | null,
): Promise<ActResult> {
  const none: ActResult = notFound("investigation", id);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const events = await office.journal.read(id);
    if (events.length === 0) return none;
    const body = bodyFor(events);
    if (body !== null && "message" in body) return { ok: false, status: 409, message: body.message };
    const appended =
      body === null ? null : await office.journal.append(id, { expected: events.at(-1)?.seq ?? 0, events: [{ body, actor }] });
    if (appended?.ok === false && appended.why !== "moved") return none;
    if (appended?.ok === false) continue;
    await office.enqueue(id);
    return { ok: true, id };
  }
  return { ok: false, status: 409, message: "Too much happens at once. Look again." };
}
