import type pg from "pg";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { append } from "./append.ts";
import type { Client } from "./client.ts";
import { forgetOutputs } from "./history/summary.ts";

export interface Removed {
  readonly investigations: number;
  readonly outputs: number;
  /** Of notes. */
  readonly pictures: number;
}

export interface Retention {
  /**
   * Removes raw outputs, and pictures of notes that are as old, of investigations that ended at least so many days ago. Verdict, readings, hashes and
   * everything people wrote stay.
   */
  removeOutputs(olderThanDays: number, actor: Actor): Promise<Removed>;
  /** What that would remove now. 0 days: everything that is kept of investigations that ended. */
  wouldRemove(olderThanDays: number): Promise<Removed & { readonly bytes: number }>;
}

const ENDED = `
select id from investigation
where ended_at < now() - make_interval(days => $1) and (exists (select from observation where investigation_id = investigation.id)
  or exists (select from picture where investigation_id = investigation.id and picture.created_at < now() - make_interval(days => $1)))
order by ended_at`;

type Read = (id: string) => Promise<readonly InvestigationEvent[]>;

const COUNT = `
select count(distinct investigation_id)::int as investigations, count(*) filter (where not picture)::int as outputs,
  count(*) filter (where picture)::int as pictures, coalesce(sum(bytes), 0)::float8 as bytes
from (
  select investigation_id, false as picture, octet_length(stdout) + octet_length(stderr) as bytes
  from observation join investigation on investigation.id = investigation_id where ended_at < now() - make_interval(days => $1)
  union all
  select investigation_id, true, octet_length(content)
  from picture join investigation on investigation.id = investigation_id
  where ended_at < now() - make_interval(days => $1) and picture.created_at < now() - make_interval(days => $1)
) as kept`;

export const retentionOf = ({ pool }: Client, read: Read): Retention => ({
  wouldRemove: async (olderThanDays) => {
    const { rows } = await pool.query<Removed & { bytes: number }>(COUNT, [olderThanDays]);
    return rows[0] ?? { investigations: 0, outputs: 0, pictures: 0, bytes: 0 };
  },
  removeOutputs: async (olderThanDays, actor) => {
    const { rows } = await pool.query<{ id: string }>(ENDED, [olderThanDays]);
    let [investigations, outputs, pictures] = [0, 0, 0];
    for (const { id } of rows) {
      const removed = await removeOf(pool, id, { olderThanDays, actor, read });
      investigations += removed.outputs + removed.pictures > 0 ? 1 : 0;
      outputs += removed.outputs;
      pictures += removed.pictures;
    }
    return { investigations, outputs, pictures };
  },
});

interface Why {
  readonly olderThanDays: number;
  readonly actor: Actor;
  readonly read: Read;
}

/** All or nothing, and told in the log. Returns how much was removed. */
async function removeOf(
  pool: pg.Pool,
  id: string,
  { olderThanDays, actor, read }: Why,
): Promise<{ readonly outputs: number; readonly pictures: number }> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    // Whoever else appends or removes waits here.
    await client.query("select 1 from investigation where id = $1 for update", [id]);
    const { rows } = await client.query<{ bytes: number }>(
      "delete from observation where investigation_id = $1 returning stdout_bytes + stderr_bytes as bytes",
      [id],
    );
    const seen = await client.query<{ sha256: string; bytes: number }>(
      "delete from picture where investigation_id = $1 and created_at < now() - make_interval(days => $2) returning sha256, octet_length(content) as bytes",
      [id, olderThanDays],
    );
    if (rows.length + seen.rows.length > 0) {
      await withoutHeads(client, id);
      await forgetOutputs(client, id, await read(id));
      const bytes = [...rows, ...seen.rows].reduce((sum, row) => sum + row.bytes, 0);
      const pictures = seen.rows.map(({ sha256 }) => sha256).toSorted();
      const of = pictures.length === 0 ? {} : { pictures };
      const body: EventBody = { type: "outputsRemoved", outputs: rows.length, bytes, olderThanDays, ...of };
      await append(client, id, { expected: null, events: [{ body, actor }] });
    }
    await client.query("commit");
    return { outputs: rows.length, pictures: seen.rows.length };
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** The first lines of an output stand in the log beside its reading: they are raw output, too. Nothing else of a log is ever changed. */
async function withoutHeads(client: pg.PoolClient, id: string): Promise<void> {
  const { rows } = await client.query<{ seq: number; body: string }>(
    "select seq, body::text as body from event where investigation_id = $1 and type in ('observed', 'unavailable')",
    [id],
  );
  for (const { seq, body } of rows) {
    const event = JSON.parse(body) as { facts?: { head?: string } };
    if (event.facts?.head === undefined || event.facts.head === "") continue;
    const bare = JSON.stringify({ ...event, facts: { ...event.facts, head: "" } });
    await client.query("update event set body = $3::json where investigation_id = $1 and seq = $2", [id, seq, bare]);
  }
}
