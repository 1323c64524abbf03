import type { InvestigationItem } from "../lists/item.ts";

export interface Lists {
  readonly running: readonly InvestigationItem[];
  /** How many more run than are named; counted up to MOST_ALSO, and one beyond it. */
  readonly also: number;
  readonly recent: readonly InvestigationItem[];
}

export const NOTHING: Lists = { running: [], also: 0, recent: [] };

const NAMED = 5;
/** So many are counted one by one. */
export const MOST_ALSO = 20;
/** Rows that are read: of what runs those that are named, those that are counted, and one that says there are more. */
export const READ = { running: NAMED + MOST_ALSO + 1, newest: 20 } as const;

const isOver = ({ status }: InvestigationItem): boolean => status === "concluded" || status === "stopped";

export const listsOf = (running: readonly InvestigationItem[], newest: readonly InvestigationItem[]): Lists => ({
  running: running.slice(0, NAMED),
  also: Math.max(0, running.length - NAMED),
  recent: newest.filter(isOver).slice(0, NAMED),
});
