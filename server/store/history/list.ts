import type pg from "pg";
import type { Outcome } from "#machines/outcome.ts";
import { PART_ID } from "#machines/journal/watch-part.ts";
import { askedWords, isUnfindable } from "../../history/words.ts";
import type { Client } from "../client.ts";
import { COLUMNS, type InvestigationRow, type Status } from "../investigations.ts";

export interface ListQuery {
  /** `next` of the page before. */
  readonly after?: string;
  readonly limit: number;
  readonly status?: Status | readonly Status[];
  readonly runbook?: string;
  readonly cause?: string;
  readonly outcome?: Outcome;
  /** Exactly as it was named. */
  readonly host?: string;
  /** Without practice incidents: the hosts of a recording are called as somebody's own may be. */
  readonly real?: true;
  /** Id of whoever started it. */
  readonly by?: string;
  /** Started from this moment on, and before that one. */
  readonly since?: Date;
  readonly until?: Date;
  /** Account of whoever it was handed over to last. */
  readonly heldBy?: string;
  readonly signedOff?: "yes" | "no" | "overruled";
  /** Of the watch that began with this investigation. */
  readonly watch?: string;
  /** A watch that judges each event stands once, as its newest investigation that fits. Not where words are looked for: each has its own. */
  readonly folded?: true;
  /** Words that all must begin a word of its symptom, hosts, cause, notes or outputs. */
  readonly text?: string;
}

export interface ListedRow extends InvestigationRow {
  /** Of folded rows: how the investigations of its watch that fit ended, or how they stand, and how many did so. One that is of no watch is the only one. */
  readonly ends?: readonly { readonly end: string; readonly count: number }[];
}

export interface InvestigationPage {
  readonly rows: readonly ListedRow[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
}

const MOST_ROWS = 200;

/** Newest first, by key and not by offset: page 5,000 costs what page 1 costs. Conditions that are not asked for are left out, so that the index fits. */
export const listInvestigations = async ({ pool }: Client, query: ListQuery): Promise<InvestigationPage> => {
  const limit = Math.min(Math.max(1, Math.trunc(query.limit)), MOST_ROWS);
  const rows = query.text?.trim() ? await searched(pool, { ...query, text: query.text }, limit + 1) : await plain(pool, query, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? writeCursor(last) : null };
};

const ORDER = "order by created_at desc, id desc";

async function plain(pool: pg.Pool, query: ListQuery, limit: number): Promise<readonly ListedRow[]> {
  const [values, given] = parameters();
  const filters = filterConditions(query, given);
  const folds = query.folded === true && query.watch === undefined;
  const where = allOf([...cursorCondition(query, given), ...filters, ...(folds ? [newestOfWatch(filters)] : [])]);
  const columns = folds ? `${COLUMNS}, ${endsOfWatch(filters)} as ends` : COLUMNS;
  return (await pool.query<ListedRow>(`select ${columns} from investigation ${where} ${ORDER} limit ${limit}`, values)).rows;
}

/** Written as the index investigation_watch_idx has it. */
const watchOf = (table: string): string => `regexp_replace(${table}.id, '${PART_ID}', '')`;

/** Columns without a table's name are those of the inner one: the filters hold for each investigation of the watch. */
const sameWatch = (filters: readonly string[]): string =>
  `from investigation other ${allOf([`${watchOf("other")} = ${watchOf("investigation")}`, ...filters])}`;

/** As a test for null, which PostgreSQL takes for true of nearly all rows, as it is: of an equation it expects few, and would fold them all before it sorts. */
const newestOfWatch = (filters: readonly string[]): string =>
  `case when investigation.id = (select other.id ${sameWatch(filters)} order by other.created_at desc, other.id desc limit 1) then true end is not null`;

const endsOfWatch = (filters: readonly string[]): string =>
  `(select json_agg(json_build_object('end', said, 'count', n) order by n desc, said)
    from (select coalesce(cause || case when certainty = 'suspected' then ' (suspected)' else '' end, verdict, status::text) as said,
      count(*)::int as n ${sameWatch(filters)} group by 1) as each)`;

/** Among so many of the newest, what is common is found at once. */
const NEWEST = 800;
/** So many rows are sorted quicker than others are walked past. */
const FEW = 3_000;

/**
 * PostgreSQL takes every beginning of a word for one that half a percent of all rows have, and looks for a rare one by walking down the list: seconds
 * among 100,000. So a short walk comes first, which finds what is common. What is not is counted in the index, no further than is needed: where
 * there are few, they are taken from there and sorted.
 */
async function searched(pool: pg.Pool, query: ListQuery & { readonly text: string }, limit: number): Promise<readonly InvestigationRow[]> {
  const { text } = query;
  if (isUnfindable(text)) return [];
  const [values, given] = parameters();
  const others = [...cursorCondition(query, given), ...filterConditions(query, given)];
  const found = wordConditions(text, given);
  const newest = `(select * from investigation ${allOf(others)} ${ORDER} limit ${NEWEST}) as newest`;
  const near = await pool.query<InvestigationRow>(`select ${COLUMNS} from ${newest} ${allOf(found)} ${ORDER} limit ${limit}`, values);
  if (near.rows.length === limit) return near.rows;
  const client = await pool.connect();
  try {
    await client.query("begin read only; set local enable_seqscan = off; set local enable_indexscan = off");
    const [counted, forCount] = parameters();
    const hits = `select from investigation ${allOf(wordConditions(text, forCount))} limit ${FEW + 1}`;
    const { rows } = await client.query<{ hits: number }>(`select count(*)::int as hits from (${hits}) as hit`, counted);
    if ((rows[0]?.hits ?? 0) > FEW) await client.query("set local enable_seqscan = on; set local enable_indexscan = on");
    return (
      await client.query<InvestigationRow>(
        `select ${COLUMNS} from investigation ${allOf([...others, ...found])} ${ORDER} limit ${limit}`,
        values,
      )
    ).rows;
  } finally {
    await client.query("commit").catch(() => undefined);
    client.release();
  }
}

function parameters(): readonly [values: unknown[], given: Given] {
  const values: unknown[] = [];
  return [values, (value) => `$${values.push(value)}`];
}

const allOf = (conditions: readonly string[]): string => (conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`);

type Given = (value: unknown) => string;

function cursorCondition({ after }: ListQuery, given: Given): readonly string[] {
  const cursor = after === undefined ? null : readCursor(after);
  return cursor === null ? [] : [`(created_at, id) < (${given(cursor.createdAt)}::timestamptz, ${given(cursor.id)})`];
}

/** All words in one query, so that the planner knows how rare they are together; a number may stand for itself. */
function wordConditions(text: string, given: Given): readonly string[] {
  const asked = askedWords(text);
  const plain = asked.filter(({ number }) => number === null).map(({ query }) => query);
  const numbers = asked.flatMap(({ number, query }) => (number === null ? [] : [{ number, query }]));
  return [
    ...(plain.length === 0 ? [] : [`words @@ ${given(plain.join(" & "))}::tsquery`]),
    ...numbers.map(({ number, query }) => `(number = ${given(number)}::int or words @@ ${given(query)}::tsquery)`),
  ];
}

const OUTCOME: Readonly<Record<Outcome, string>> = {
  confirmed: "verdict = 'cause' and certainty = 'confirmed'",
  established: "verdict = 'cause' and certainty = 'established'",
  suspected: "verdict = 'cause' and certainty = 'suspected'",
  severalEstablished: "verdict = 'several' and certainty <> 'suspected'",
  severalSuspected: "verdict = 'several' and certainty = 'suspected'",
  noneOfThese: "verdict = 'noneOfThese'",
  undetermined: "verdict = 'undetermined'",
  symptomAbsent: "verdict = 'symptomAbsent'",
  stopped: "status = 'stopped'",
};

const SIGNED_OFF = {
  yes: "signed_off_at is not null",
  no: "signed_off_at is null and status = 'concluded'",
  overruled: "overruled is not null",
} as const;

function filterConditions(query: ListQuery, given: Given): readonly string[] {
  const { status, runbook, cause, outcome, host, real, by, since, until, heldBy, signedOff, watch } = query;
  return [
    "sweep_id is null",
    ...(status === undefined ? [] : [`status = any(${given([status].flat())}::status[])`]),
    ...(runbook === undefined ? [] : [`runbook_id = ${given(runbook)}`]),
    ...(cause === undefined ? [] : [`cause = ${given(cause)}`]),
    ...(outcome === undefined ? [] : [OUTCOME[outcome]]),
    ...(host === undefined ? [] : [`host_names @> array[${given(host)}]`]),
    ...(real === undefined ? [] : ["not practice"]),
    ...(by === undefined ? [] : [`started_by_id = ${given(by)}`]),
    ...(since === undefined ? [] : [`created_at >= ${given(since)}::timestamptz`]),
    ...(until === undefined ? [] : [`created_at < ${given(until)}::timestamptz`]),
    ...(heldBy === undefined ? [] : [`held_by_id = ${given(heldBy)}`]),
    ...(watch === undefined ? [] : [`${watchOf("investigation")} = ${given(watch)}`]),
    ...(signedOff === undefined ? [] : [SIGNED_OFF[signedOff]]),
  ];
}

const writeCursor = ({ createdAt, id }: InvestigationRow): string => Buffer.from(`${createdAt.toISOString()} ${id}`).toString("base64url");

/** A cursor that is not ours starts at the beginning: a time that PostgreSQL cannot read, or a NUL, would end the question instead. */
const readCursor = (text: string): { readonly createdAt: string; readonly id: string } | null => {
  const [, createdAt, id] = CURSOR.exec(Buffer.from(text, "base64url").toString("utf8")) ?? [];
  return createdAt === undefined || id === undefined || !isTime(createdAt) ? null : { createdAt, id };
};

/** JavaScript moves the 30th of February into March, and PostgreSQL does not. */
const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;

const CURSOR = /^((?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([^\0]+)$/;
