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
}

type Row = Omit<InvestigationItem, "createdAt" | "endedAt" | "overruled"> & {
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly overruled: string | null;
};

/** What a list shows of a row; nothing else leaves the server. */
export function itemOf({
  id,
  number,
  title,
  runbookId,
  status,
  verdict,
  certainty,
  cause,
  hostNames,
  practice,
  stuck,
  commands,
  startedByName,
  createdAt,
  endedAt,
  signedOffBy,
  overruled,
  heldBy,
}: Row): InvestigationItem {
  return {
    id,
    number,
    title,
    runbookId,
    status,
    verdict,
    certainty,
    cause,
    hostNames,
    practice,
    stuck,
    commands,
    startedByName,
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    signedOffBy,
    overruled: overruled !== null,
    heldBy,
  };
}

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
  return verdict === "symptomAbsent" || (status !== "concluded" && verdict === null)
    ? status === "running"
      ? `Waits for event ${event}`
      : `No event ${event}`
    : `Event ${event}`;
}
