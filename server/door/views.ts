import type { Actor } from "#machines/journal/event.ts";
import type { Action, ActResult } from "./action.ts";
import type { Office } from "./office.ts";

type OnViews = Extract<Action, { do: "saveView" | "dropView" }>;

/** Searches under a name, for whoever keeps them and nobody else. */
export async function onViews({ views }: Office, actor: Actor, action: OnViews): Promise<ActResult> {
  if (views === undefined) return { ok: false, status: 409, message: "There is no data folder here, and so no history." };
  if (action.do === "dropView")
    return (await views.drop(actor.id, action.id)) ? { ok: true } : { ok: false, status: 404, message: "There is no such view." };
  return (await views.save(actor.id, { name: action.name, query: action.query }))
    ? { ok: true }
    : { ok: false, status: 409, message: "There are 20 saved views already. Remove one first." };
}
