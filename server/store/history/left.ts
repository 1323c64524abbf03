import type { InvestigationEvent } from "#machines/journal/event.ts";
import { PART_ID } from "#machines/journal/watch-part.ts";
import type { Client } from "../client.ts";
import { readable } from "../readable.ts";
import { summarize } from "./summary.ts";

/** Those that ended and were not summed up: from before there was a history, or because the server was killed just then. Later parts of a watch may be counted with the one before. */
const LEFT = `
select id from investigation
where ended_at is not null and (words is null or (not practice and ${readable("runbook")} -> 'signature' is null and id !~ '${PART_ID}' and not exists (select from fact where fact.investigation_id = investigation.id)))
order by created_at desc limit $1`;

const AT_ONCE = 200;

/** The newest first. Returns how many were summed up; 0 when none is left. One that cannot be is left as it is, and holds up no other. */
export async function sumUpLeft({ pool }: Client, read: (id: string) => Promise<readonly InvestigationEvent[]>): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(LEFT, [AT_ONCE]);
  let done = 0;
  for (const { id } of rows) {
    try {
      await summarize(pool, id, await read(id));
      done += 1;
    } catch {
      // A log from before today's form: it stays in lists, and is found by its columns.
      await pool.query("update investigation set words = coalesce(words, ''::tsvector) where id = $1", [id]);
    }
  }
  return done;
}
