import type { Right } from "#server/door/visitor.ts";
import { sectionsFor, SECTIONS } from "../settings/sections.ts";

/** A page within one of the rail's: found by its name. */
export interface PageWithin {
  readonly href: string;
  readonly say: string;
  /** The place it is reached from. */
  readonly of: string;
  readonly for: Right;
}

const OTHERS: readonly PageWithin[] = [
  { href: "/hosts/snapshots", say: "Compare snapshots", of: "Hosts", for: "read" },
  { href: "/sweeps/new", say: "New sweep", of: "Sweeps", for: "investigate" },
];

export const PAGES_WITHIN: readonly PageWithin[] = [
  ...OTHERS,
  ...SECTIONS.map(({ id, say, for: right }): PageWithin => ({ href: `/settings/${id}`, say, of: "Settings", for: right })),
];

/** Where those are that this person may open. */
export function pagesWithin(rights: ReadonlySet<Right>, accounts: boolean): readonly string[] {
  const others = OTHERS.filter((page) => rights.has(page.for)).map(({ href }) => href);
  return [...others, ...sectionsFor(rights, accounts).map(({ id }) => `/settings/${id}`)];
}
