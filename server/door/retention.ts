import type { Actor } from "#machines/journal/event.ts";
import type { ActResult } from "./action.ts";
import type { Office } from "./office.ts";

/** Removes raw outputs by hand; the server does the same on its own where CULPRIT_KEEP_OUTPUT_DAYS says so. */
export async function removeOutputs(office: Office, actor: Actor, olderThanDays: number): Promise<ActResult> {
  if (office.retention === undefined) return { ok: false, status: 409, message: "There is no data folder here." };
  return { ok: true, removed: await office.retention.removeOutputs(olderThanDays, actor) };
}

/** Counts from the next look of the server on, within the hour; where the environment says it, that counts. */
export async function setRetention(office: Office, actor: Actor, days: number | null): Promise<ActResult> {
  if (office.settings === undefined) return { ok: false, status: 409, message: "There is no data folder here." };
  await office.settings.keepOutputsFor(days, actor.name);
  return { ok: true };
}
