import type { Evidence, Runbook } from "#machines/contract/index.ts";
import type { Client } from "./client.ts";

export type Status = "running" | "waiting" | "paused" | "concluded" | "stopped";

/** One line of the list. */
export interface InvestigationRow {
  readonly id: string;
  /** Shown as INV-2041. */
  readonly number: number;
  readonly title: string;
  readonly runbookId: string;
  readonly runbookVersion: number;
  readonly status: Status;
  readonly verdict: string | null;
  readonly certainty: string | null;
  readonly cause: string | null;
  readonly hostNames: readonly string[];
  readonly practice: boolean;
  readonly seq: number;
  readonly commands: number;
  readonly startedById: string;
  readonly startedByName: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
  /** A change that it made is not proven to be undone. */
  readonly stuck: boolean;
  readonly signedOffAt: Date | null;
  readonly signedOffBy: string | null;
  /** What it was instead, where the verdict was overruled. */
  readonly overruled: string | null;
  /** Whom it was handed over to last. */
  readonly heldBy: string | null;
  /** The account of that person, where it has one. */
  readonly heldById: string | null;
  /** Somebody has to say whether a host is who it says it is; somebody is asked what no command can read. */
  readonly keyAsked: boolean;
  readonly answerAsked: boolean;
}

const MOST_ROWS = 200;

export const COLUMNS = `id, number, title, runbook_id as "runbookId", runbook_version as "runbookVersion", status, verdict, certainty, cause,
  host_names as "hostNames", practice, seq, commands, started_by_id as "startedById", started_by_name as "startedByName",
  created_at as "createdAt", updated_at as "updatedAt", ended_at as "endedAt", coalesce(change_open_since <= now(), false) as stuck,
  signed_off_at as "signedOffAt", signed_off_by as "signedOffBy", overruled, held_by as "heldBy", held_by_id as "heldById",
  exists (select from unnest(waiting_for) one where one not like '? %') as "keyAsked",
  exists (select from unnest(waiting_for) one where one like '? %') as "answerAsked"`;

/** The row with its pinned runbook. */
export const investigation = async ({ pool }: Client, id: string): Promise<(InvestigationRow & { readonly runbook: Runbook }) | null> => {
  const { rows } = await pool.query<InvestigationRow & { runbook: Runbook }>(
    `select ${COLUMNS}, runbook from investigation where id = $1`,
    [id],
  );
  return rows[0] ?? null;
};

/** By the number that people say. */
export const investigationByNumber = async ({ pool }: Client, number: number): Promise<InvestigationRow | null> => {
  const { rows } = await pool.query<InvestigationRow>(`select ${COLUMNS} from investigation where number = $1`, [number]);
  return rows[0] ?? null;
};

/** Those with a change that is not proven to be undone, oldest first. */
export const stuckInvestigations = async ({ pool }: Client): Promise<readonly InvestigationRow[]> => {
  const { rows } = await pool.query<InvestigationRow>(
    `select ${COLUMNS} from investigation where change_open_since <= now() order by change_open_since, id limit ${MOST_ROWS}`,
  );
  return rows;
};

/** The evidence as it was judged at the last append. */
export const evidence = async ({ prisma }: Client, id: string): Promise<readonly Evidence[]> => {
  const rows = await prisma.evidence.findMany({ where: { investigationId: id }, orderBy: { n: "asc" } });
  return rows.map(
    ({ reason, investigationId: _, n: _n, ...row }) => ({ ...row, ...(reason === null ? {} : { reason }) }) as unknown as Evidence,
  );
};
