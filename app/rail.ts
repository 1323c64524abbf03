import { visit } from "#app/_guard/visit.ts";
import { startPage } from "#server/read/investigations.ts";
import { itemOf, type InvestigationItem } from "#app/_ui/lists/item.ts";

interface Rail {
  readonly running: readonly InvestigationItem[];
  readonly recent: readonly InvestigationItem[];
}

/** What the rail shows beside every page, and when it was read. */
export async function rail(): Promise<{ readonly lists: Rail; readonly readAt: number }> {
  // Whoever has not signed in sees the pages to sign in, and nothing beside them.
  if ((await visit()) === null) return { lists: { running: [], recent: [] }, readAt: Date.now() };
  const { running, recent } = await startPage();
  return { lists: { running: running.map(itemOf), recent: recent.map(itemOf) }, readAt: Date.now() };
}
