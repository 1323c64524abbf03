import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore, type Store } from "#server/store/store.ts";
import { openTestDatabase, type TestDatabase } from "./test-database.ts";

/** Generous for a busy machine: what walks past all rows, or folds all before it sorts, takes several times as long. */
const FAST_MS = 60;

let server: TestDatabase;
let store: Store;
beforeAll(async () => {
  server = await openTestDatabase();
  const config = await server.fresh();
  store = await openStore(config);
  const client = new pg.Client(config);
  await client.connect();
  await client.query(`${INSERT}
    select 'i' || n, 'Loss', 'receive-drops', 1, '{}'::json, 'concluded', 'cause', 'cause' || n % 40, array['gw'], '{}', 'p', 'P',
      timestamptz '2024-01-01' + n * interval '10 minutes', now(), now() from generate_series(1, 100000) n`);
  await client.query("vacuum analyze investigation");
  await client.query(`${INSERT}
    select 'w' || w || case when e = 1 then '' else '-e' || e end, 'Loss', 'receive-drops', 1, '{}'::json, 'concluded', 'cause', 'cause' || e, array['web-1'], '{}', 'p', 'P',
      timestamptz '2026-01-01' + w * interval '1 hour' + e * interval '1 minute', now(), now() from generate_series(1, 1000) w, generate_series(1, 20) e`);
  // The ends of one watch, told: named for sure, suspected, and several that fit.
  await client.query("update investigation set certainty = 'established' where id like 'w1000%'");
  await client.query("update investigation set certainty = 'suspected' where id = 'w1000-e2'");
  await client.query("update investigation set verdict = 'several', cause = null where id = 'w1000-e3'");
  await client.end();
}, 120_000);
afterAll(async () => {
  await store?.close();
  await server?.stop();
});

const INSERT = `insert into investigation (id, title, runbook_id, runbook_version, runbook, status, verdict, cause, host_names, waiting_for,
  started_by_id, started_by_name, created_at, updated_at, ended_at)`;

const newest = (from: number): readonly string[] => Array.from({ length: 50 }, (_, n) => `w${from - n}-e20`);
const MIDDLE = Buffer.from("2025-06-01T00:00:00.000Z x").toString("base64url");

it("folds whole pages of watches, newer than 100,000 other investigations, at once", { timeout: 120_000 }, async () => {
  const list = (query: object) => timed(() => store.listInvestigations({ limit: 50, folded: true, ...query }));
  const first = await list({});
  const further = await list({ after: first.result.next });
  const below = await list({ after: MIDDLE });
  const filtered = await list({ cause: "cause7" });
  const nobody = await list({ cause: "cause7", host: "gw" });
  const one = await list({ watch: "w500" });
  expect(first.result.rows.map(({ id }) => id)).toEqual(newest(1000));
  expect(further.result.rows.map(({ id }) => id)).toEqual(newest(950));
  expect(filtered.result.rows.map(({ id, ends }) => [id, ends])[0]).toEqual(["w1000-e7", [{ end: "cause7", count: 1 }]]);
  expect(first.result.rows[0]?.ends).toEqual(
    expect.arrayContaining([
      { end: "cause1", count: 1 },
      { end: "cause2 (suspected)", count: 1 },
      { end: "several", count: 1 },
    ]),
  );
  expect(nobody.result.rows[0]?.id).toMatch(/^i/);
  expect(one.result.rows).toHaveLength(20);
  for (const { ms } of [first, further, below, filtered, nobody, one]) expect(ms).toBeLessThan(FAST_MS);
});

async function timed<T>(ask: () => Promise<T>): Promise<{ ms: number; result: T }> {
  await ask();
  const since = performance.now();
  const result = await ask();
  return { ms: performance.now() - since, result };
}
