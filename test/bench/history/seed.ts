/**
 * Fills a data folder with invented investigations, to see and measure the history with as many as a large team makes in ten years:
 *   node test/bench/history/seed.ts --data FOLDER [--count 100000] [--days 1000]
 * Every run invents the same ones. The data folder has to be new, or one that was filled like this.
 */
import { parseArgs } from "node:util";
import pg from "pg";
import { gzipSync } from "node:zlib";
import { startDatabase } from "#server/database/database.ts";
import { migrate } from "#server/database/migrate.ts";
import { outcomeIn } from "#server/history/facts.ts";
import { wordsOfLog } from "#server/history/told.ts";
import { outputWords } from "#server/history/words.ts";
import { progressOf } from "#server/store/progress.ts";
import { invent, type Invented } from "./invent.ts";

const DAY_MS = 86_400_000;
/** Rows of one statement. */
const BATCH = 1_000;
/** The newest so many have an output that can be opened. */
const WITH_OUTPUT = 1_000;

export interface Seeding {
  readonly count: number;
  readonly days: number;
  readonly now: number;
  readonly say?: (line: string) => void;
}

/** Invents them into a database whose tables are there. The indexes of the words are made at the end, which is several times as fast. */
export async function seed(config: pg.ClientConfig, { count, days, now, say = () => undefined }: Seeding): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    await client.query("set synchronous_commit = off");
    await client.query("drop index if exists investigation_words_idx");
    for (let from = 0; from < count; from += BATCH) {
      const all = Array.from({ length: Math.min(BATCH, count - from) }, (_, n) =>
        invent(from + n, now - days * DAY_MS * (1 - (from + n + 1) / count)),
      );
      await client.query("begin");
      await insert(client, all);
      if (from + all.length > count - WITH_OUTPUT) await insertOutputs(client, all);
      await client.query("commit");
      if ((from / BATCH) % 10 === 9) say(`${from + all.length} of ${count}`);
    }
    await client.query("create index if not exists investigation_words_idx on investigation using gin (words)");
    await client.query("vacuum (analyze) investigation");
    await client.query("vacuum (analyze) fact");
    await client.query("vacuum (analyze) test_day");
  } finally {
    await client.end();
  }
}

async function insert(client: pg.Client, all: readonly Invented[]): Promise<void> {
  const rows = all.map(rowOf);
  await client.query(
    `insert into investigation (id, title, runbook_id, runbook_version, runbook, status, verdict, certainty, cause, host_names, seq, commands,
       waiting_for, started_by_id, started_by_name, created_at, updated_at, ended_at, signed_off_at, signed_off_by, overruled, words)
     select r.id, r.title, r.runbook->>'id', (r.runbook->>'version')::int, r.runbook, r.status::status, r.verdict, r.certainty, r.cause,
       array(select json_array_elements_text(r.hosts)), r.seq, r.commands, '{}', r.by_id, r.by_name, r.started, r.ended, r.ended, r.signed_at, r.signed_by,
       r.overruled, array_to_tsvector(array(select json_array_elements_text(r.words)))
     from json_to_recordset($1::json) as r (id text, title text, runbook json, status text, verdict text, certainty text, cause text, hosts json, seq int,
       commands int, by_id text, by_name text, started timestamptz, ended timestamptz, signed_at timestamptz, signed_by text, overruled text, words json)`,
    [JSON.stringify(rows)],
  );
  const events = all.flatMap(({ id, events: log }) => log.map(({ seq, at, actor, ...body }) => ({ id, seq, at, actor, body })));
  await client.query(
    `insert into event (investigation_id, seq, type, body, actor_kind, actor_id, actor_name, actor_via, at)
     select e.id, e.seq, e.body->>'type', e.body, e.actor->>'kind', e.actor->>'id', e.actor->>'name', e.actor->>'via', e.at
     from json_to_recordset($1::json) as e (id text, seq int, at timestamptz, actor json, body json)`,
    [JSON.stringify(events)],
  );
  await client.query(
    `insert into fact (investigation_id, started_at, runbook_id, outcome, cause, host, seconds)
     select f.id, f.started, f.runbook->>'id', f.outcome, f.cause, case when f.cause is null then null else f.hosts->>0 end,
       extract(epoch from f.ended - f.started)::int
     from json_to_recordset($1::json) as f (id text, started timestamptz, ended timestamptz, runbook json, outcome text, cause text, hosts json)`,
    [JSON.stringify(rows)],
  );
  const tests = all.flatMap(({ tests: ran }, n) =>
    ran.map((each) => ({ ...each, runbook: rows[n]?.runbook.id, started: rows[n]?.started })),
  );
  await client.query(
    `insert into test_day (day, runbook_id, test, ran, changed, named)
     select (t.started at time zone 'UTC')::date, t.runbook, t.test, count(*), count(*) filter (where t.changed), count(*) filter (where t.named)
     from json_to_recordset($1::json) as t (started timestamptz, runbook text, test text, changed bool, named bool) group by 1, 2, 3
     on conflict (day, runbook_id, test) do update set ran = test_day.ran + excluded.ran, changed = test_day.changed + excluded.changed,
       named = test_day.named + excluded.named`,
    [JSON.stringify(tests)],
  );
}

function rowOf({ id, events, output }: Invented) {
  const [first] = events;
  if (first?.type !== "started") throw new TypeError("a log begins with started");
  const progress = progressOf(events);
  const end = events.find(({ type }) => type === "concluded" || type === "stopped");
  const signed = events.find(({ type }) => type === "signedOff");
  const verdict = end?.type === "concluded" ? end.verdict : null;
  return {
    ...{
      id,
      title: first.title,
      runbook: first.runbook,
      status: progress.status,
      verdict: progress.verdict,
      certainty: progress.certainty,
    },
    ...{
      cause: progress.cause,
      hosts: first.brief.hosts.map(({ name }) => name),
      seq: events.length,
      commands: 12 + ((events.length * 7 + id.length) % 40),
    },
    ...{ by_id: first.actor.id, by_name: first.actor.name, started: first.at, ended: end?.at ?? null, outcome: outcomeIn(verdict) },
    ...{ signed_at: signed?.at ?? null, signed_by: signed?.actor.name ?? null, overruled: progress.signedOff?.overruled ?? null },
    words: [...new Set([...wordsOfLog(events), ...outputWords([output])])],
  };
}

async function insertOutputs(client: pg.Client, all: readonly Invented[]): Promise<void> {
  for (const { id, events, output } of all) {
    const [stdout, at] = [gzipSync(output), events[0]?.at];
    await client.query(
      `insert into observation (id, investigation_id, request, attempt, host, collector, command_line, args, stdout, stderr, stdout_bytes, stderr_bytes,
         exit_code, truncated, sha256, started_at, duration_ms)
       values ($1, $1, '1.sample', 1, 'host', 'sample', 'invented', '{}', $2, $3, $4, 0, 0, false, '', $5, 4) on conflict do nothing`,
      [id, stdout, gzipSync(""), output.length, at],
    );
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { data: { type: "string" }, count: { type: "string" }, days: { type: "string" } } });
  if (values.data === undefined) throw new Error("--data FOLDER is needed");
  const since = performance.now();
  const database = await startDatabase({ dataFolder: values.data });
  try {
    await migrate(database.pool);
    const count = Number(values.count ?? 100_000);
    await seed(database.pool, { count, days: Number(values.days ?? 1_000), now: Date.now(), say: (line) => console.log(line) });
    console.log(`${count} investigations in ${((performance.now() - since) / 1_000).toFixed(0)} s`);
  } finally {
    await database.stop();
  }
}
