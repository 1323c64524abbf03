import type { InvestigationEvent } from "#machines/journal/event.ts";
import { PART_ID } from "#machines/journal/watch-part.ts";
import type { Client } from "../client.ts";
import { readable } from "../readable.ts";
import { summarize } from "./summary.ts";

/** Those that ended and were not summed up: from before there was a history, or because the server was killed just then. Later parts of a watch may be counted with the one before. */
const IS_LEFT = `ended_at is not null and (words is null or (not practice and ${readable("runbook")} -> 'signature' is null and id !~ '${PART_ID}' and not exists (select from fact where fact.investigation_id = investigation.id)))`;
const LEFT = `select id from investigation where ${IS_LEFT} order by created_at desc limit $1`;
const STILL = `select count(*)::int as n from investigation where id = any($1) and ${IS_LEFT}`;

const AT_ONCE = 200;

/**
 * The newest first. Returns how many are left no more; 0 when none is. One that stays, since it cannot be summed up or what it tells is counted with another, does not count:
 * whoever goes on until nothing is left would go on for ever.
 */
export async function sumUpLeft({ pool }: Client, read: (id: string) => Promise<readonly InvestigationEvent[]>): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(LEFT, [AT_ONCE]);
  for (const { id } of rows) {
    try {
      await summarize(pool, id, await read(id));
    } catch {
      // A log from before today's form: it stays in lists, and is found by its columns.
      await pool.query("update investigation set words = coalesce(words, ''::tsvector) where id = $1", [id]);
    }
  }
  const ids = rows.map(({ id }) => id);
  const still = ids.length === 0 ? 0 : ((await pool.query<{ n: number }>(STILL, [ids])).rows[0]?.n ?? 0);
  return ids.length - still;
}
