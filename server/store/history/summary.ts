import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type pg from "pg";
import { catalogue } from "#collectors";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { endFacts, type EndFacts } from "../../history/facts.ts";
import { wordsOfLog } from "../../history/told.ts";
import { outputWords } from "../../history/words.ts";
import { storable } from "../storable.ts";

/** The pool, or one connection within a transaction. */
export type Querying = Pick<pg.Pool | pg.PoolClient, "query">;

const decompress = promisify(gunzip);

const ADD_FACT = `
with ended as (
  insert into fact (investigation_id, started_at, runbook_id, outcome, cause, host, seconds) values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (investigation_id) do nothing returning started_at, runbook_id
)
insert into test_day (day, runbook_id, test, ran, changed, named)
select (ended.started_at at time zone 'UTC')::date, ended.runbook_id, t.test, 1, t.changed::int, t.named::int
from ended, unnest($8::text[], $9::bool[], $10::bool[]) as t (test, changed, named)
order by 3
on conflict (day, runbook_id, test) do update set ran = test_day.ran + 1, changed = test_day.changed + excluded.changed,
  named = test_day.named + excluded.named`;

const CHANGE_FACT = "update fact set outcome = $2, cause = $3, host = $4 where investigation_id = $1";

/** Counts it once, however often it is told. Practice teaches nothing about one's own network, and a sweep asks for one cause only: neither is counted. Nor is each of many alike events of one watch. */
async function addFact(pool: Querying, id: string, facts: EndFacts): Promise<void> {
  if (facts.practice || facts.swept || facts.repeated) return;
  const { startedAt, runbook, outcome, cause, host, seconds, tests } = facts;
  await pool.query(ADD_FACT, [
    ...[id, startedAt, storable(runbook), outcome, cause, host === null ? null : storable(host), seconds],
    tests.map(({ test }) => storable(test)),
    tests.map(({ changed }) => changed),
    tests.map(({ named }) => named),
  ]);
  // A confirmation may have changed how it ended.
  await pool.query(CHANGE_FACT, [id, outcome, cause, host === null ? null : storable(host)]);
}

/** Of one output so much is unpacked. */
const MOST_BYTES = 1 << 20;

async function wordsOfOutputs(pool: Querying, id: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ stdout: Buffer; stderr: Buffer }>(
    "select stdout, stderr from observation where investigation_id = $1 and stdout_bytes <= $2 order by started_at, id",
    [id, MOST_BYTES],
  );
  const texts: string[] = [];
  for (const { stdout, stderr } of rows)
    texts.push((await decompress(stdout)).toString("utf8"), (await decompress(stderr)).toString("utf8"));
  return outputWords(texts);
}

/** What is left to find it by once its outputs are gone. */
export async function forgetOutputs(pool: Querying, id: string, events: readonly InvestigationEvent[]): Promise<void> {
  await pool.query("update investigation set words = array_to_tsvector($2::text[]) where id = $1", [id, [...new Set(wordsOfLog(events))]]);
}

/**
 * Everything that lists and searches know of an investigation that ended, made anew from its log and its outputs. Outputs are stored after
 * secrets were taken out of them, so none can be searched for.
 */
export async function summarize(pool: Querying, id: string, events: readonly InvestigationEvent[]): Promise<void> {
  const facts = endFacts(events, catalogue);
  if (facts === null) return;
  const words = [...new Set([...wordsOfLog(events), ...(await wordsOfOutputs(pool, id))])];
  await pool.query("update investigation set words = coalesce(words, ''::tsvector) || array_to_tsvector($2::text[]) where id = $1", [
    id,
    words,
  ]);
  await addFact(pool, id, facts);
}
