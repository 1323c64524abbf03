import { startPage } from "#server/read/investigations.ts";
import { itemOf, type InvestigationItem } from "#app/_ui/lists/item.ts";

interface Rail {
  readonly running: readonly InvestigationItem[];
  readonly recent: readonly InvestigationItem[];
}

/** What the rail shows beside every page, and when it was read. */
export async function rail(): Promise<{ readonly lists: Rail; readonly readAt: number }> {
  const { running, recent } = await startPage();
  return { lists: { running: running.map(itemOf), recent: recent.map(itemOf) }, readAt: Date.now() };
}
