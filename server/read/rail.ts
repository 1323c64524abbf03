import type { Visitor } from "../access/rights.ts";
import type { InvestigationRow } from "../store/investigations.ts";
import { newestOfWatch, rowsFor } from "./newest-of-watch.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";

export interface RailRows {
  readonly running: readonly InvestigationRow[];
  readonly newest: readonly InvestigationRow[];
}

/** What goes on, and what began last: the rail beside every page. */
export async function railRows(visitor: Visitor, most: { readonly running: number; readonly newest: number }): Promise<RailRows> {
  const { store } = await web();
  const [running, newest] = await Promise.all([
    store.listInvestigations({ limit: most.running, status: ["running", "waiting", "paused"] }),
    store.listInvestigations({ limit: rowsFor(most.newest) }),
  ]);
  return (await shownTo(visitor)).value({ running: running.rows, newest: newestOfWatch(newest.rows, most.newest) });
}
