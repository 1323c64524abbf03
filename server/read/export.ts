import { web } from "../web.ts";
import { exportOf, type Exported } from "./export-of.ts";

/** An investigation to take away: log and raw outputs as a bundle, or the verdict as Markdown that reads well in a ticket. */
export async function exportInvestigation(which: string, format: "json" | "markdown"): Promise<Exported | null> {
  const { store } = await web();
  return exportOf(store, which, format);
}
