import { sayEnd, sayEvents, sayWatch } from "#machines/journal/watch-member.ts";
import type { Visitor } from "../access/rights.ts";
import type { WatchRow } from "../store/watches.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";

/** A watch that judges each event, as every page of its investigations tells it. */
export interface WatchShown {
  /** "4 events: 3 conntrackFull on gw-1, 1 undetermined." */
  readonly say: string;
  /** How it stands as a whole. */
  readonly stands: string;
  readonly goesOn: boolean;
  readonly members: readonly WatchShownMember[];
}

export interface WatchShownMember {
  readonly id: string;
  readonly number: number;
  readonly event: number;
  /** "conntrackFull on gw-1", or what it does. */
  readonly say: string;
  /** "Event 3 of this watch." */
  readonly title: string;
  /** ISO 8601: when its verdict came, or when it began. */
  readonly at: string;
}

/** Null where each event was not asked for. */
export async function watchShown(id: string, visitor: Visitor): Promise<WatchShown | null> {
  const { store } = await web();
  const rows = await store.watches.of(id);
  if (!rows.some((row) => row.id === id)) return null;
  return (await shownTo(visitor)).value(shownOf(rows));
}

function shownOf(rows: readonly WatchRow[]): WatchShown {
  const last = rows.at(-1);
  return {
    say: sayEvents(rows),
    stands: sayWatch(rows, last?.part?.until ?? null),
    goesOn: last !== undefined && last.status !== "stopped" && last.over === null,
    members: rows.map((row) => ({
      ...{ id: row.id, number: row.number, event: row.event, title: titleOf(row), say: doing(row) },
      at: (row.endedAt ?? row.startedAt).toISOString(),
    })),
  };
}

/** Nothing came: there was no such event. */
const isAbsent = ({ judged, verdict }: WatchRow): boolean => judged === false && verdict?.kind === "symptomAbsent";

function titleOf(row: WatchRow): string {
  const event = `Event ${row.event} of this watch`;
  if (row.status === "running") return `${event} is waited for, or judged now.`;
  return isAbsent(row) ? `${event} did not come.` : `${event}.`;
}

function doing(row: WatchRow): string {
  if (row.status === "stopped") return "stopped";
  if (row.status === "waiting") return "waits for a person";
  if (row.status === "paused") return "paused";
  if (row.status === "running") return "waits for it, or judges it";
  return isAbsent(row) ? "did not come" : sayEnd(row);
}
