import { PALETTE } from "../frame/useShortcuts.ts";
import { copy } from "../atoms/copy.ts";
import type { MenuEntry } from "./Menu.tsx";
import { keep, kept } from "./useDraft.ts";

interface Sharing {
  readonly id: string;
  /** Absent for whoever may not hand it over. The field below the conversation has to be there when this is done. */
  readonly onHandOver?: (() => void) | undefined;
  readonly onAddHost?: (() => void) | undefined;
  readonly onStop?: (() => void) | undefined;
  /** A phone has no keys for the palette. */
  readonly phone?: true;
}

/** What can be done with an investigation besides steering it: given to somebody, taken away. */
export function shareEntries({ id, onHandOver, onAddHost, onStop, phone }: Sharing): readonly MenuEntry[] {
  const exported = (format: string): string => `/api/v1/investigations/${id}/export?format=${format}`;
  return [
    ...(onAddHost === undefined ? [] : [{ say: "Add a host", onChoose: onAddHost }]),
    ...(onHandOver === undefined ? [] : [{ say: "Hand over", onChoose: () => (onHandOver(), beginHandOver(id)) }]),
    // The address of this page, without what one happens to look at.
    { say: "Copy link", onChoose: () => void copy(`${location.origin}/investigations/${id}`, "The link is copied.") },
    { say: "Export as Markdown", href: exported("markdown") },
    { say: "Export as JSON", href: exported("json") },
    { say: "Page to print", href: exported("html"), opens: true },
    ...(phone === undefined
      ? []
      : [{ say: "Everything else", everything: true as const, onChoose: () => void dispatchEvent(new Event(PALETTE)) }]),
    ...(onStop === undefined ? [] : [{ say: "Stop", onChoose: onStop, stop: true }]),
  ];
}

const COMMAND = "/hand-over @";

/** The command stands in the field, so that who it goes to is completed, and words can follow. What was typed there becomes these words. */
function beginHandOver(id: string): void {
  const key = `note:${id}`;
  const before = kept(key).replace(/^\/\S*\s*@?/u, "");
  keep(key, before === "" ? COMMAND : `${COMMAND} ${before}`);
  // The menu gives the focus back to its button first.
  setTimeout(() => {
    const field = document.querySelector<HTMLTextAreaElement>(`[data-keep="${key}"]`);
    field?.focus();
    field?.setSelectionRange(COMMAND.length, COMMAND.length);
  }, 100);
}
