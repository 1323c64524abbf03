import pg from "pg";
import { beforeEach, afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET } from "#app/metrics/route.ts";
import type { EventBody } from "#machines/journal/event.ts";
import { setEntry } from "#server/access/entry.ts";
import { rightsOfKey } from "#server/access/rights.ts";
import { hashOfToken, newApiKey } from "#server/access/token.ts";
import { eventLoopLag, watchEventLoop } from "#server/metrics/event-loop.ts";
import { exposition } from "#server/metrics/exposition.ts";
import { tally, whileUnderWay } from "#server/metrics/tally.ts";
import { staysOutside } from "#server/serve/outside.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { whileSeen } from "#server/stream/follow.ts";
import { localActor } from "#server/door/session.ts";
import { closeWeb, DATABASE_VARIABLE } from "#server/web.ts";
import { created, facts, observed, person, verdict } from "../store/sample.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";

const scrape = async (headers: Record<string, string> = {}): Promise<Response> =>
  GET(new Request("http://localhost/metrics", { headers }), {});

/** Every sample by its name with labels. Throws at a line that Prometheus would not read. */
function samples(text: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  const types = new Map<string, string>();
  let helped = "";
  for (const line of text.split("\n").slice(0, -1)) {
    const [, kind, about = "", said = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    const [, name = "", labels = "", value = ""] = /^([a-z_]+)((?:\{(?:[a-z_0-9]+="(?:[^"\\\n]|\\.)*",?)+\})?) (\S+)$/.exec(line) ?? [];
    if (kind === "HELP") helped = about;
    else if (kind === "TYPE") {
      if (about !== helped || types.has(about) || (said !== "gauge" && said !== "counter")) throw new Error(`TYPE: ${line}`);
      types.set(about, said);
      if ((said === "counter") !== about.endsWith("_total")) throw new Error(`a counter is called _total, and nothing else is: ${line}`);
    } else {
      if (name === "" || !types.has(name) || !Number.isFinite(Number(value)) || `${name}${labels}` in found)
        throw new Error(`not read: ${line}`);
      found[`${name}${labels}`] = Number(value);
    }
  }
  return found;
}

describe("the text that Prometheus reads", () => {
  it("escapes what would end a line or a label", () => {
    const values = [{ labels: { a: 'x"y\\z\n' }, value: 1 }];
    expect(exposition([{ name: "n", type: "gauge", help: "a\\b\nc", values }])).toBe(
      '# HELP n a\\\\b\\nc\n# TYPE n gauge\nn{a="x\\"y\\\\z\\n"} 1\n',
    );
  });
});

describe("GET /metrics", () => {
  let server: TestDatabase;
  let store: Store;
  let config: pg.ClientConfig;
  beforeAll(async () => {
    server = await openTestDatabase();
    config = await server.fresh();
    process.env[DATABASE_VARIABLE] = JSON.stringify(config);
    store = await openStore(config);
  });
  beforeEach(() => {
    setEntry({ accounts: false, origin: "http://localhost" });
    const { concluded, unreached } = Object.assign(tally(), { started: 0, stopped: 0, commands: 0 });
    concluded.clear();
    unreached.clear();
  });
  afterAll(async () => {
    delete process.env[DATABASE_VARIABLE];
    await closeWeb();
    await store?.close();
    await server?.stop();
  });

  const say = (id: string, ...bodies: EventBody[]) =>
    store.journal.append(id, { expected: null, events: bodies.map((body) => ({ body, actor: person })) });
  const begin = async (id: string): Promise<void> => {
    await store.journal.create(created(id, { title: "secret-title", hostNames: ["secret-host"] }));
    const { title, runbook } = created(id);
    await say(id, { type: "started", title, runbook, brief: { hosts: [], inputs: {} }, practice: false });
  };

  it("counts what was written to logs, each end once, and each command once", async () => {
    for (const id of ["a", "b", "c"]) await begin(id);
    await say("a", { type: "hostFailed", host: "x", failure: { kind: "unreachable", detail: "secret-host did not answer" } });
    const together = ["r1", "r2"];
    await say(
      "a",
      observed("r0"),
      ...together.map((request) => ({ ...observed(request), facts: { ...facts(request), together } }) as EventBody),
      { ...observed("r3"), facts: { ...facts("r3"), derived: true } } as EventBody,
      { type: "unavailable", request: "r4", attempt: 1, failure: { kind: "cancelled" } },
    );
    await say("a", { type: "concluded", verdict: verdict("several") });
    await say("a", { type: "concluded", verdict: verdict("cause") });
    await say("b", { type: "stopped", reason: "" });
    await say("c", { type: "paused" } as EventBody);
    const answer = await scrape();
    const text = await answer.text();
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    expect(samples(text)).toMatchObject({
      culprit_investigations_started_total: 3,
      'culprit_investigations_concluded_total{verdict="several"}': 1,
      'culprit_investigations_concluded_total{verdict="cause"}': 0,
      culprit_investigations_stopped_total: 1,
      culprit_commands_total: 2,
      'culprit_hosts_not_reached_total{failure="unreachable"}': 1,
      culprit_database_up: 1,
      'culprit_investigations_open{status="running"}': 0,
      'culprit_investigations_open{status="paused"}': 1,
    });
    expect(text).not.toContain("secret");
  });

  it("tells the process, and what is under way while it is", async () => {
    const stop = watchEventLoop();
    await new Promise((done) => setTimeout(done, 60));
    expect(eventLoopLag()?.p99).toBeLessThan(5);
    let over = (): void => undefined;
    const busy = whileUnderWay("investigations", () => new Promise<void>((done) => (over = done)));
    const stream = whileSeen(localActor("api"), new AbortController().signal, async function* () {
      yield 1;
    });
    await stream.next();
    const during = samples(await (await scrape()).text());
    expect(during).toMatchObject({ 'culprit_worker_places_used{work="investigations"}': 1, culprit_streams: 1, culprit_watches: 0 });
    expect(during["process_resident_memory_bytes"]).toBeGreaterThan(1e7);
    expect(Math.abs((during["process_start_time_seconds"] ?? 0) - (Date.now() / 1_000 - process.uptime()))).toBeLessThan(5);
    expect(Object.keys(during).filter((name) => name.startsWith("culprit_build_info{version="))).toHaveLength(1);
    expect(Object.keys(during)).toContain('culprit_event_loop_lag_seconds{stat="max"}');
    over();
    await busy;
    await expect(whileUnderWay("investigations", () => Promise.reject(new Error("x")))).rejects.toThrow("x");
    await stream.return(undefined);
    expect(samples(await (await scrape()).text())).toMatchObject({
      'culprit_worker_places_used{work="investigations"}': 0,
      culprit_streams: 0,
    });
    await stop();
  });

  it("asks a database that hangs once, however often it is scraped", async () => {
    const other = new pg.Client(config);
    await other.connect();
    await other.query("begin; lock table investigation");
    const answers = await Promise.all([scrape(), scrape(), scrape()]);
    for (const answer of answers) expect(samples(await answer.text())["culprit_database_up"]).toBe(0);
    const { rows } = await other.query("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    await other.query("commit");
    await other.end();
    expect(rows).toHaveLength(1);
    await expect.poll(async () => samples(await (await scrape()).text())["culprit_database_up"]).toBe(1);
  });

  it("is for who is signed in and for a key that reads, where there are accounts", async () => {
    const account = await store.access.accounts.create({ login: "ada", name: "Ada", roles: ["approver"] });
    const keyWith = async (rights: readonly string[]): Promise<string> => {
      const key = newApiKey();
      const expiresAt = new Date(Date.now() + 60_000);
      await store.access.apiKeys.make({
        accountId: account?.id ?? "",
        name: "k",
        rights,
        tokenHash: hashOfToken(key),
        expiresAt,
      });
      return `Bearer ${key}`;
    };
    setEntry({ accounts: true, origin: "https://culprit.example.net" });
    expect((await scrape()).status).toBe(401);
    expect((await scrape({ authorization: "Bearer culprit_nothing" })).status).toBe(401);
    expect((await scrape({ authorization: await keyWith([]) })).status).toBe(200);
    expect(rightsOfKey([], ["approver"])).toEqual(new Set(["read"]));
    expect((await scrape({ authorization: await keyWith(["deliver"]) })).status).toBe(403);
  });

  it("is refused at the front gate, and not answered with the page where one signs in", async () => {
    setEntry({ accounts: true, origin: "https://culprit.example.net" });
    const said: number[] = [];
    const response = { writeHead: (status: number) => (said.push(status), response), end: () => response };
    for (const url of ["/metrics", "/metrics?x", "/metricsx"])
      await staysOutside({ url, method: "GET", headers: {} } as never, response as never);
    expect(said).toEqual([401, 401, 307]);
  });
});

it("says that the database is away, and everything else all the same", async () => {
  setEntry({ accounts: false, origin: "http://localhost" });
  const found = samples(await (await scrape()).text());
  expect(found["culprit_database_up"]).toBe(0);
  expect(found).toHaveProperty("culprit_commands_total");
  expect(Object.keys(found).some((name) => name.startsWith("culprit_investigations_open"))).toBe(false);
});
