import { catalogue } from "#collectors";
import { verdictMarkdown } from "#machines/explain/markdown.ts";
import { bundleOf, bundleText } from "../bundle/bundle.ts";
import type { Store } from "../store/store.ts";

export interface Exported {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/** `which` is an id, or the number as people say it: INV-2041 or 2041. Null when there is none. */
export async function exportOf(store: Store, which: string, format: "json" | "markdown"): Promise<Exported | null> {
  const number = /^(?:INV-)?(\d{1,9})$/i.exec(which)?.[1];
  const id = number === undefined ? which : (await store.investigationByNumber(Number(number)))?.id;
  const found = id === undefined ? null : await store.investigation(id);
  if (found === null) return null;
  const events = await store.journal.read(found.id);
  const name = `INV-${found.number}`;
  if (format === "markdown") return { name: `${name}.md`, type: "text/markdown; charset=utf-8", text: verdictMarkdown(events, catalogue) };
  const observations = await store.observations(found.id);
  const bundle = bundleOf({ id: found.id, number: found.number, events, observations, now: new Date() });
  return { name: `${name}.json`, type: "application/json", text: bundleText(bundle) };
}
