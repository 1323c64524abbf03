import { runbooks } from "#runbooks";
import type { Visitor } from "../access/rights.ts";
import type { InvestigationPage, ListQuery } from "../store/history/list.ts";
import type { SavedView } from "../store/history/views.ts";
import type { Starter } from "../store/history/starters.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";

export type { SavedView } from "../store/history/views.ts";
export type { Starter } from "../store/history/starters.ts";

export interface HistoryPage extends InvestigationPage {
  readonly views: readonly SavedView[];
  /** What filters can be chosen from. */
  readonly people: readonly Starter[];
  readonly types: readonly { readonly id: string; readonly title: string }[];
  readonly causes: readonly string[];
}

/** One page of the history; nothing is counted that it does not show. */
export async function historyPage(query: ListQuery, visitor: Visitor): Promise<HistoryPage> {
  const { store } = await web();
  const [page, views, people] = await Promise.all([store.listInvestigations(query), store.views.list(visitor.id), store.starters()]);
  const causes = [...new Set(runbooks.flatMap(({ hypotheses }) => Object.keys(hypotheses)))].toSorted((a, b) => a.localeCompare(b));
  const shown = await shownTo(visitor);
  return { ...shown.value(page), views, people, types: runbooks.map(({ id, title }) => ({ id, title })), causes };
}
