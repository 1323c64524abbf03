import { eventOfId } from "#machines/journal/watch-part.ts";

/** One investigation in a list. */
export interface InvestigationItem {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly runbookId: string;
  readonly status: "running" | "waiting" | "paused" | "concluded" | "stopped";
  readonly verdict: string | null;
  readonly certainty: string | null;
  readonly cause: string | null;
  readonly hostNames: readonly string[];
  readonly practice: boolean;
  /** A change that it made is not proven to be undone. */
  readonly stuck: boolean;
  readonly commands: number;
  readonly startedByName: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly signedOffBy: string | null;
  readonly overruled: boolean;
  /** Whom it was handed over to last. */
  readonly heldBy: string | null;
  /** While its status is "waiting": whom or what for, as whoever looks reads it. */
  readonly waitsFor: string | null;
  /** Of a row that stands for a whole watch: how its investigations ended, or how they stand, and how many did so. */
  readonly ends?: Ends | undefined;
}

type Ends = readonly { readonly end: string; readonly count: number }[];

type Row = Omit<InvestigationItem, "createdAt" | "endedAt" | "overruled" | "waitsFor"> & {
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly overruled: string | null;
} & Asked;

interface Asked {
  readonly heldBy: string | null;
  readonly heldById: string | null;
  readonly keyAsked: boolean;
  readonly answerAsked: boolean;
}

/**
 * Keys wait for whoever may approve them; a question for whoever holds the investigation, or for everybody who steers where nobody does. To others it
 * is said whom it waits for: what "waits for you" is answered by nobody if everybody reads it.
 */
export function waitsFor({ heldBy, heldById, keyAsked, answerAsked }: Asked, visitor: Looks): string {
  const mine = heldBy === null || heldById === visitor.id;
  if ((keyAsked && visitor.rights.has("trust")) || (answerAsked && mine && visitor.rights.has("investigate"))) return "you";
  if (keyAsked) return "an approver";
  return mine || heldBy === null ? "an answer" : heldBy;
}

interface Looks {
  readonly id: string;
  readonly rights: ReadonlySet<string>;
}

/** What a list shows of a row; nothing else leaves the server. */
export function itemOf(row: Row, visitor: Looks): InvestigationItem {
  const { id, number, title, runbookId, status, verdict, certainty, cause, hostNames, practice, stuck, commands } = row;
  const { startedByName, createdAt, endedAt, signedOffBy, overruled, heldBy } = row;
  return {
    ...{ id, number, title, runbookId, status, verdict, certainty, cause, hostNames, practice, stuck, commands },
    ...{ startedByName, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null, signedOffBy },
    ...{ ends: row.ends, overruled: overruled !== null, heldBy, waitsFor: status === "waiting" ? waitsFor(row, visitor) : null },
  };
}

/** How many investigations a row stands for; 1 for one that is of no watch. */
export const standsFor = ({ ends = [] }: Pick<InvestigationItem, "ends">): number => ends.reduce((sum, { count }) => sum + count, 0) || 1;

const END_WORDS: Readonly<Record<string, string>> = {
  running: "going on",
  waiting: "waiting for a person",
  noneOfThese: "none of these",
  symptomAbsent: "symptom absent",
  several: "several fit",
  cause: "a cause",
};

/** "3 conntrackFull, 1 undetermined": a cause by its name, else the verdict, else how it stands. */
export const endsWords = ({ ends = [] }: Pick<InvestigationItem, "ends">): string =>
  ends.map(({ end, count }) => `${count} ${Object.hasOwn(END_WORDS, end) ? (END_WORDS[end] ?? end) : end}`).join(", ");

type Unnamed = Pick<InvestigationItem, "status" | "verdict">;

/** What stands where a cause would, while there is none. */
export function causelessWords({ status, verdict }: Unnamed): string {
  if (status === "running") return "still collecting";
  if (status === "waiting") return "waits for a person";
  if (status === "paused") return "paused";
  if (status === "stopped") return "stopped before a verdict";
  if (verdict === "noneOfThese") return "none of these";
  if (verdict === "symptomAbsent") return "symptom absent";
  return verdict === "several" ? "several fit" : "undetermined";
}

/** "Event 3"; null for one that is no part of a watch, or its first. */
export function partWords({ id, status, verdict }: Unnamed & Pick<InvestigationItem, "id">): string | null {
  const event = eventOfId(id);
  if (event < 2) return null;
  if (verdict === "symptomAbsent") return `No event ${event}`;
  if (verdict !== null) return `Event ${event}`;
  // Without a verdict nobody knows here whether it came.
  return status === "running" ? `Waits for event ${event}` : `For event ${event}`;
}
