import type { Visitor } from "../access/rights.ts";
import { web } from "../web.ts";
import type { ActResult } from "./action.ts";
import { perform } from "./perform.ts";

export type { Action, ActResult } from "./action.ts";

/** The one door, for pages and routes. `action` may come straight from a request: it is checked here. */
export async function act(visitor: Visitor, action: unknown): Promise<ActResult> {
  const { office } = await web();
  return perform(office, visitor, action);
}
