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
  readonly commands: number;
  readonly startedByName: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
}
