import { catalogue } from "#collectors";
import { runbooks } from "#runbooks";
import { cutAtMatches, type Place } from "../history/matched.ts";
import { askedWords } from "../history/words.ts";
import type { Visitor } from "../access/rights.ts";
import type { InvestigationPage, ListQuery } from "../store/history/list.ts";
import type { SavedView } from "../store/history/views.ts";
import type { Starter } from "../store/history/starters.ts";
import { web } from "../web.ts";
import { shownTo, type Shown } from "./shown.ts";
import type { FoundIn } from "../store/history/matches.ts";

export type { SavedView } from "../store/history/views.ts";
export type { Starter } from "../store/history/starters.ts";

/** Why a row is among those that were found. */
export interface Why {
  /** "Note by Ines Aydin" */
  readonly where: string;
  /** The text around the match: odd parts are what was looked for. */
  readonly parts: readonly string[];
}

export interface HistoryPage extends InvestigationPage {
  readonly views: readonly SavedView[];
  /** What filters can be chosen from. */
  readonly people: readonly Starter[];
  readonly types: readonly { readonly id: string; readonly title: string }[];
  readonly causes: readonly string[];
  /** By the rows' ids; empty where nothing was looked for. */
  readonly why: Readonly<Record<string, readonly Why[]>>;
  /** The number of the investigation that the watch began with which is filtered by; null where none is, or it is not here any more. */
  readonly watchNumber: number | null;
}

/** One page of the history; nothing is counted that it does not show. */
export async function historyPage(query: ListQuery, visitor: Visitor): Promise<HistoryPage> {
  const { store } = await web();
  const [page, views, people, first] = await Promise.all([
    store.listInvestigations({ ...query, folded: true }),
    store.views.list(visitor.id),
    store.starters(),
    query.watch === undefined ? null : store.investigation(query.watch),
  ]);
  const causes = [...new Set(runbooks.flatMap(({ hypotheses }) => Object.keys(hypotheses)))].toSorted((a, b) => a.localeCompare(b));
  const shown = await shownTo(visitor);
  const why = query.text?.trim() ? await whyFound(page, query.text, shown) : {};
  return {
    ...shown.value(page),
    views,
    people,
    types: runbooks.map(({ id, title }) => ({ id, title })),
    causes,
    why,
    watchNumber: first?.number ?? null,
  };
}

async function whyFound(page: InvestigationPage, text: string, shown: Shown): Promise<HistoryPage["why"]> {
  const { store } = await web();
  const matches = await store.matches(page.rows, { text, about, titleOf });
  const asked = askedWords(text);
  // Matches are marked in what may be shown: cut before, an address would be none that anybody puts a pseudonym for.
  const cut = (found: FoundIn): Why => ({ where: shown.value(found.where), parts: cutAtMatches(quoted(found, shown), asked) });
  return Object.fromEntries([...matches].map(([id, all]) => [id, all.map(cut)]));
}

const quoted = ({ text, output }: FoundIn, shown: Shown): string =>
  output ? (shown.output(Buffer.from(text))?.toString("utf8") ?? "") : shown.value(text);

function about(runbookId: string): readonly Place[] {
  const runbook = runbooks.find(({ id }) => id === runbookId);
  if (runbook === undefined) return [];
  return [{ where: "Incident type", text: runbook.title }, ...runbook.symptoms.map((text) => ({ where: "Symptom of its type", text }))];
}

const titleOf = (collector: string): string =>
  `Output of ${Object.hasOwn(catalogue, collector) ? (catalogue[collector]?.title ?? collector) : collector}`;
