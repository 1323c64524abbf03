import { startPage } from "#server/read/investigations.ts";
import { itemOf, type InvestigationItem } from "#app/_ui/lists/item.ts";

/** What the rail shows beside every page. */
export async function rail(): Promise<{ readonly running: readonly InvestigationItem[]; readonly recent: readonly InvestigationItem[] }> {
  const { running, recent } = await startPage();
  return { running: running.map(itemOf), recent: recent.map(itemOf) };
}
