import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { memberOf } from "#machines/journal/watch-member.ts";
import { partId } from "#machines/journal/watch-part.ts";
import { keepGoing } from "#server/compose/keep-going.ts";
import { afterVerdict } from "#server/investigate/each-event.ts";
import { openQueue } from "#server/store/queue.ts";
import { openWatches } from "#server/store/watches.ts";
import { openStore, type ListQuery, type Store } from "#server/store/store.ts";
import { catalogue } from "#collectors";
import { makeLog, PERSON, START } from "../../app/log.ts";
import { partOf, QUIET, watchedLog } from "../../app/watched-log.ts";
import { openTestDatabase, type TestDatabase } from "./test-database.ts";

let server: TestDatabase;
beforeAll(async () => {
  server = await openTestDatabase();
});
afterAll(() => server?.stop());

let store: Store;
let config: Awaited<ReturnType<TestDatabase["fresh"]>>;
beforeEach(async () => {
  config = await server.fresh();
  store = await openStore(config);
});
afterEach(() => store.close());

async function put(id: string, events: readonly InvestigationEvent[]): Promise<void> {
  const [first] = events;
  if (first?.type !== "started") throw new TypeError("a log begins with started");
  await store.journal.create({ id, title: first.title, runbook: first.runbook, hostNames: [], practice: false, actor: PERSON });
  await store.journal.append(id, { expected: 0, events: events.map(({ seq: _s, at: _a, actor, ...body }) => ({ body, actor })) });
}

const write = (id: string, body: EventBody) => store.journal.append(id, { expected: null, events: [{ body, actor: PERSON }] });
const next = (id: string, log: readonly InvestigationEvent[]): EventBody => {
  const body = afterVerdict(log, { id, catalogue, now: START + 120_000, restMs: 0 });
  if (body === null) throw new TypeError("something becomes of it");
  return body;
};

describe("how long verdicts take", () => {
  it("is not told by what a later part of a watch waited for", async () => {
    const log = makeLog();
    await put("plain", log);
    await put(partId("w", 2), watchedLog({ part: partOf("w") }));
    const pool = new pg.Pool(config);
    try {
      await pool.query("update investigation set created_at = created_at - interval '6 hours' where id = $1", [partId("w", 2)]);
    } finally {
      await pool.end();
    }
    const [told] = await store.runStatistics(["small-packet-loss"]);
    expect(told?.concluded).toBe(2);
    expect(told?.medianSeconds).toBeLessThan(3_600);
  });
});

describe("the investigations of a watch", () => {
  it("are found by any of them, in their order, and tell what one line needs", async () => {
    const log = watchedLog();
    await put("w", [...log]);
    await write("w", next("w", log));
    await put(
      partId("w", 2),
      watchedLog({
        part: partOf("w"),
        overrides: QUIET,
        more: [{ type: "watchOver", reason: "Its time is up.", judged: false, lasted: false }],
      }),
    );
    await put("other", watchedLog({ each: false }));
    const rows = await store.watches.of(partId("w", 2));
    expect(rows).toEqual(await store.watches.of("w"));
    expect(rows.map(({ id, event, judged, over, verdict }) => [id, event, judged, over, verdict?.kind])).toEqual([
      ["w", 1, true, null, "cause"],
      [partId("w", 2), 2, false, "Its time is up.", "symptomAbsent"],
    ]);
    expect(rows[0]?.causes).toEqual([{ id: "backlogOverflow", certainty: "established", hostName: "net-2" }]);
    for (const row of rows) expect(row).toMatchObject(memberOf({ id: row.id, status: row.status }, await store.journal.read(row.id)));
    expect(await store.watches.of("other")).toEqual([]);
  });

  it("stand as one row where rows are folded: the newest that fits, with how all that fit ended", async () => {
    await put("w", watchedLog());
    await put(partId("w", 2), watchedLog({ part: partOf("w") }));
    await put(partId("w", 3), watchedLog({ part: partOf("w", { event: 3 }), overrides: QUIET }));
    await put("other", watchedLog({ each: false }));
    await put(partId("w", 4), watchedLog({ part: partOf("w", { event: 4 }), rounds: 1 }));
    const rows = async (query: Omit<ListQuery, "limit">) => (await store.listInvestigations({ limit: 9, ...query })).rows;
    const ids = async (query: Omit<ListQuery, "limit">) => (await rows(query)).map(({ id }) => id);
    const ends = [
      { end: "backlogOverflow", count: 2 },
      { end: "running", count: 1 },
      { end: "symptomAbsent", count: 1 },
    ];
    const folded = await rows({ folded: true });
    expect(folded.map((row) => [row.id, row.ends])).toEqual([
      [partId("w", 4), ends],
      ["other", [{ end: "backlogOverflow", count: 1 }]],
    ]);
    // What is filtered by has to fit the row that stands there, and what it counts.
    expect((await rows({ folded: true, cause: "backlogOverflow" })).map((row) => [row.id, row.ends?.[0]?.count])).toEqual([
      ["other", 1],
      [partId("w", 2), 2],
    ]);
    expect(await ids({ folded: true, outcome: "symptomAbsent" })).toEqual([partId("w", 3)]);
    // Each by itself: of one watch, where nobody asked to fold, and where words are looked for.
    const all = [4, 3, 2].map((event) => partId("w", event));
    expect(await ids({ folded: true, watch: "w" })).toEqual([...all, "w"]);
    expect(await ids({ watch: "w", cause: "backlogOverflow" })).toEqual([partId("w", 2), "w"]);
    expect(await ids({})).toEqual([partId("w", 4), "other", partId("w", 3), partId("w", 2), "w"]);
    expect(await ids({ folded: true, text: "INV" })).toEqual(await ids({ text: "INV" }));
    // Page by page as at once.
    const first = await store.listInvestigations({ limit: 1, folded: true });
    const second = await store.listInvestigations({ limit: 1, folded: true, after: first.next ?? "" });
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(folded.map(({ id }) => id));
    expect(second.next).toBeNull();
  });

  it("what became of nothing is open until it is written and begun", async () => {
    const log = watchedLog();
    await put("w", log);
    await put("running", watchedLog({ rounds: 1 }));
    await put("plain", watchedLog({ each: false }));
    expect(await store.watches.open()).toEqual(["w"]);
    await write("w", next("w", log));
    // Decided, and a process ended before the next one was entered.
    expect(await store.watches.open()).toEqual(["w"]);
    await put(partId("w", 2), watchedLog({ part: partOf("w"), rounds: 1 }).slice(0, 1));
    expect(await store.watches.open()).toEqual([]);
    await put("over", watchedLog({ more: [{ type: "watchOver", reason: "", judged: true, lasted: false }] }));
    expect(await store.watches.open()).toEqual([]);
  });

  it("are counted for whom started them while they have not ended, of whatever kind they are", async () => {
    await put("ended", watchedLog());
    await put("each", watchedLog({ rounds: 1 }));
    await put("once", watchedLog({ rounds: 1, each: false }));
    await write("once", { type: "paused" });
    await put("quick", makeLog({ rounds: 1 }));
    expect([await store.watches.notEnded(PERSON.id), await store.watches.notEnded("ben")]).toEqual([2, 0]);
  });

  it("name a host that was added while the first one ran", async () => {
    const log = watchedLog();
    const before = log.findIndex(({ type }) => type === "concluded");
    const [started, end] = [log[0], log[before]];
    if (started?.type !== "started" || end?.type !== "concluded") throw new TypeError("it has a verdict");
    const [host] = started.brief.hosts;
    if (host === undefined) throw new TypeError("it has a host");
    const causes = end.verdict.causes.map((cause) => ({ ...cause, object: { ...cause.object, host: "later" } }));
    const added: InvestigationEvent = { ...started, type: "hostAdded", host: { ...host, key: "later", name: "gw-7" } };
    await put("w", [...log.slice(0, before), added, { ...end, verdict: { ...end.verdict, causes } }]);
    expect((await store.watches.of("w"))[0]?.causes).toMatchObject([{ hostName: "gw-7" }]);
  });

  it("are found among very many others without reading those", async () => {
    await put("w", watchedLog());
    const pool = new pg.Pool(config);
    await pool.query(
      `insert into investigation (id, title, runbook_id, runbook_version, runbook, status, host_names, started_by_id, started_by_name, updated_at)
       select 'i' || n, 't', 'r', 1, '{}', 'concluded', '{}', 'a', 'a', now() from generate_series(1, 5000) n`,
    );
    await pool.query(
      `insert into event (investigation_id, seq, type, body, actor_kind, actor_id, actor_name, actor_via, at)
       select 'i' || n, s, 'noted', '{}', 'person', 'a', 'a', 'page', now() from generate_series(1, 5000) n, generate_series(1, 4) s`,
    );
    await pool.query("analyze");
    let plan = "";
    const explaining = async (sql: string) => {
      plan = JSON.stringify((await pool.query(`explain ${sql}`)).rows);
      return pool.query(sql);
    };
    expect(await openWatches({ query: explaining } as unknown as pg.Pool)).toEqual(["w"]);
    await pool.end();
    expect(plan).toContain("investigation_watch_open_since_idx");
    expect(plan).not.toContain("Seq Scan");
  });

  it("are taken up again when a server starts, and while it runs", async () => {
    await put("w", watchedLog());
    const asked: string[] = [];
    const stop = keepGoing({ store, queue: { enqueue: async (id) => void asked.push(id) }, everyMs: 20 });
    await expect.poll(() => asked, { timeout: 5_000 }).toContain("w");
    await stop();
    const queue = await openQueue(config);
    try {
      await queue.recover();
      const calls: string[] = [];
      await queue.work(async (id) => (calls.push(id), "done"), { concurrency: 1 });
      await expect.poll(() => calls, { timeout: 5_000 }).toEqual(["w"]);
    } finally {
      await queue.stop();
    }
  });

  it("count once where they end alike, and not where nothing came", async () => {
    await put("w", watchedLog());
    await put(partId("w", 2), watchedLog({ part: partOf("w"), windows: 1 }));
    await put(partId("w", 3), watchedLog({ part: partOf("w", { event: 3, verdict: "undetermined" }), windows: 1 }));
    await put(partId("w", 4), watchedLog({ part: partOf("w", { event: 4 }), overrides: QUIET }));
    const pool = new pg.Pool(config);
    const { rows } = await pool.query<{ id: string }>("select investigation_id as id from fact order by 1");
    await pool.end();
    expect(rows.map(({ id }) => id)).toEqual(["w", partId("w", 3)]);
    expect(await store.sumUpLeft()).toBe(0);
  });

  it("are left alone once they were looked at, whatever id one has: nobody goes on with it for ever", async () => {
    await put("of-no-watch", watchedLog({ part: partOf("w"), windows: 1 }));
    expect(await store.sumUpLeft()).toBe(0);
  });
});
