import { catalogue } from "#collectors";
import { investigationDocument } from "#machines/explain/document.ts";
import { verdictMarkdown } from "#machines/explain/markdown.ts";
import { picturesIn } from "#machines/journal/noted-pictures.ts";
import { bundleOf, bundleText } from "../bundle/bundle.ts";
import { askedTurn } from "../pseudonyms/asked.ts";
import { turnedCopy } from "../pseudonyms/copy.ts";
import type { Store } from "../store/store.ts";

export interface Exported {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/** The log with raw outputs, the verdict for a ticket, or a page to print. */
export type ExportFormat = "json" | "markdown" | "html";

/**
 * `which` is an id, or the number as people say it: INV-2041 or 2041. Null when there is none. With pseudonyms for addresses where the organisation asks
 * for them, whoever exports.
 */
export async function exportOf(store: Store, which: string, format: ExportFormat): Promise<Exported | null> {
  const number = /^(?:INV-)?(\d{1,9})$/i.exec(which)?.[1];
  const id = number === undefined ? which : (await store.investigationByNumber(Number(number)))?.id;
  const found = id === undefined ? null : await store.investigation(id);
  if (found === null) return null;
  const turn = await askedTurn();
  const { id: own, number: n } = found;
  // The log first: what is added meanwhile may be missing in it, and nothing that it speaks of.
  const events = await store.journal.read(own);
  const [observations, pictures] = format === "json" ? await Promise.all([store.observations(own), store.pictures(own)]) : [[], []];
  const told = picturesIn(events);
  const original = {
    id: own,
    number: n,
    events,
    observations,
    pictures: pictures.filter(({ sha256 }) => told.has(sha256)),
    now: new Date(),
  };
  const copy = turn === null ? original : turnedCopy(original, turn);
  if (format === "html")
    return { name: `INV-${n}.html`, type: "text/html; charset=utf-8", text: investigationDocument(copy.events, catalogue, n) };
  return format === "markdown"
    ? { name: `INV-${n}.md`, type: "text/markdown; charset=utf-8", text: verdictMarkdown(copy.events, catalogue, n) }
    : { name: `INV-${n}.json`, type: "application/json", text: bundleText(bundleOf(copy)) };
}
