import { web } from "../web.ts";
import { exportOf, type Exported, type ExportFormat } from "./export-of.ts";

/** An investigation to take away: log and raw outputs as a bundle, the verdict as Markdown that reads well in a ticket, or a page to print. */
export async function exportInvestigation(which: string, format: ExportFormat): Promise<Exported | null> {
  const { store } = await web();
  return exportOf(store, which, format);
}
