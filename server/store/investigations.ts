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
}

export interface ListQuery {
  /** `next` of the page before. */
  readonly after?: string;
  readonly limit: number;
  readonly status?: Status | readonly Status[];
  readonly runbook?: string;
  readonly cause?: string;
  /** On this host, by the name it was given. */
  readonly host?: string;
  /** Words that all must occur in number, title, runbook, hosts or cause. */
  readonly text?: string;
}

export interface InvestigationPage {
  readonly rows: readonly InvestigationRow[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
}

const COLUMNS = `id, number, title, runbook_id as "runbookId", runbook_version as "runbookVersion", status, verdict, certainty, cause,
  host_names as "hostNames", practice, seq, commands, started_by_id as "startedById", started_by_name as "startedByName",
  created_at as "createdAt", updated_at as "updatedAt", ended_at as "endedAt", coalesce(change_open_since <= now(), false) as stuck`;

const MOST_ROWS = 200;

/** Newest first, by key and not by offset: page 5,000 costs what page 1 costs. Conditions that are not asked for are left out, so that the index fits. */
export const listInvestigations = async ({ pool }: Client, query: ListQuery): Promise<InvestigationPage> => {
  const values: unknown[] = [];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const conditions: string[] = [];
  const cursor = query.after === undefined ? null : readCursor(query.after);
  if (cursor !== null) conditions.push(`(created_at, id) < (${given(cursor.createdAt)}::timestamptz, ${given(cursor.id)})`);
  if (query.status !== undefined) conditions.push(`status = any(${given([query.status].flat())}::status[])`);
  if (query.runbook !== undefined) conditions.push(`runbook_id = ${given(query.runbook)}`);
  if (query.cause !== undefined) conditions.push(`cause = ${given(query.cause)}`);
  if (query.host !== undefined) conditions.push(`host_names @> array[${given(query.host)}::text]`);
  for (const word of words(query.text))
    conditions.push(
      `strpos(lower(concat_ws(' ', 'inv-' || number, title, runbook_id, array_to_string(host_names, ' '), cause)), ${given(word)}) > 0`,
    );
  const limit = Math.min(Math.max(1, Math.trunc(query.limit)), MOST_ROWS);
  const where = conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`;
  const { rows } = await pool.query<InvestigationRow>(
    `select ${COLUMNS} from investigation ${where} order by created_at desc, id desc limit ${limit + 1}`,
    values,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? writeCursor(last) : null };
};

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

const words = (text = ""): readonly string[] =>
  text
    .replaceAll("\0", "")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, 8);

const writeCursor = ({ createdAt, id }: InvestigationRow): string => Buffer.from(`${createdAt.toISOString()} ${id}`).toString("base64url");

/** A cursor that is not ours starts at the beginning. */
const readCursor = (text: string): { readonly createdAt: string; readonly id: string } | null => {
  const [createdAt = "", ...id] = Buffer.from(text, "base64url").toString("utf8").split(" ");
  return Number.isNaN(Date.parse(createdAt)) || id.length === 0 ? null : { createdAt, id: id.join(" ") };
};
