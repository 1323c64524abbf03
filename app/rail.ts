import { visit } from "#app/_guard/visit.ts";
import { itemOf, type InvestigationItem } from "#app/_ui/lists/item.ts";
import type { Me } from "#app/_ui/frame/Who.tsx";
import { startPage } from "#server/read/investigations.ts";
import { loginOf } from "#server/read/people.ts";

interface Rail {
  readonly running: readonly InvestigationItem[];
  readonly recent: readonly InvestigationItem[];
}

/** What the rail shows beside every page, when it was read, and for whom. */
export async function rail(): Promise<{ readonly lists: Rail; readonly readAt: number; readonly me: Me | "local" | null }> {
  const visitor = await visit();
  // Whoever has not signed in sees the pages to sign in, and nothing beside them.
  if (visitor === null) return { lists: { running: [], recent: [] }, readAt: Date.now(), me: null };
  const nothing = { running: [], recent: [] };
  const [{ running, recent }, login] = await Promise.all([visitor.rights.has("read") ? startPage(visitor) : nothing, loginOf(visitor)]);
  const me = login === null ? "local" : { name: visitor.name, login, administers: visitor.rights.has("people") };
  return { lists: { running: running.map(itemOf), recent: recent.map(itemOf) }, readAt: Date.now(), me };
}
