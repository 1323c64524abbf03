import type { Actor } from "#machines/journal/event.ts";
import { web } from "../web.ts";
import type { ActResult } from "./action.ts";
import { perform } from "./perform.ts";

export type { Action, ActResult } from "./action.ts";

/** The one door, for pages and routes. `action` may come straight from a request: it is checked here. */
export async function act(actor: Actor, action: unknown): Promise<ActResult> {
  const { office } = await web();
  return perform(office, actor, action);
}
