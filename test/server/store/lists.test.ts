import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "#collectors";
import { board } from "#machines/journal/board.ts";
import type { EventBody } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { judge } from "#machines/judge.ts";
import { keepGoing } from "#server/compose/keep-going.ts";
import { openStore } from "#server/store/store.ts";
import type { Store } from "#server/store/store.ts";
import { created, person, verdict } from "./sample.ts";
import { openTestDatabase } from "./test-database.ts";
import type { TestDatabase } from "./test-database.ts";

const MANY = 100_000;
/** Generous for a busy machine; a sequential scan with a sort takes several times as long. */
const FAST_MS = 60;

let server: TestDatabase;
beforeAll(async () => {
  server = await openTestDatabase();
});
afterAll(() => server?.stop());

describe("the list of investigations", () => {
  it("pages through everything once, newest first, also when times are equal and more come in between", async () => {
    const store = await openStore(await server.fresh());
    const ids = Array.from({ length: 23 }, (_, n) => `i${String(n).padStart(2, "0")}`);
    await Promise.all(ids.map((id) => store.journal.create(created(id))));
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < 10; page += 1) {
      const { rows, next } = await store.listInvestigations({
        limit: 5,
        ...(after === undefined ? {} : { after }),
      });
      seen.push(...rows.map(({ id }) => id));
      await store.journal.create(created(`new${page}`));
      if (next === null) break;
      after = next;
    }
    expect(seen.toSorted()).toEqual(ids);
    expect((await store.listInvestigations({ limit: 200 })).next).toBeNull();
    await store.close();
  });

  it("finds by number, title, host, runbook and cause, all words, as they are typed", async () => {
    const store = await openStore(await server.fresh());
    await begun(store, "a", { title: "100% loss_at noon", hostNames: ["web-1.example", "db'2"] });
    await begun(store, "b", { title: "Slow answers" });
    const find = async (text: string) => (await store.listInvestigations({ limit: 10, text })).rows.map(({ id }) => id);
    const { number } = (await store.investigation("a")) ?? { number: 0 };
    for (const text of [`INV-${number}`, "NOON", "web-1.ex loss", "DB'2", "example", "receive-drops 100%", "loss_a", "dro noo"])
      expect(await find(text)).toEqual(["a"]);
    for (const text of ["x%s", "loss evening", "\0noone", "';--", "loss:* | b", "oss"]) expect(await find(text)).toEqual([]);
    expect(await find("  ")).toHaveLength(2);
    expect((await store.investigationByNumber(number))?.id).toBe("a");
    const made = ["2026-02-30T00:00:00.000Z x", "0000-01-01T00:00:00.000Z x", "2026 x", "2026-01-01T00:00:00.000Z a\0b"];
    for (const after of ["nonsense", ...made.map((each) => Buffer.from(each).toString("base64url"))])
      expect((await store.listInvestigations({ limit: 5, after })).rows).toHaveLength(2);
    await store.close();
  });

  it("has a host that was added: by its name and address, once, and waits for nobody when it is withdrawn", async () => {
    const store = await openStore(await server.fresh());
    await begun(store, "a", { title: "Loss", hostNames: ["web-1"] });
    const host = { key: "gateway", role: "gateway", name: "gw-1.example", address: "198.51.100.7" };
    const say = (body: EventBody) => store.journal.append("a", { expected: null, events: [{ body, actor: person }] });
    await say({ type: "hostAdded", host });
    await say({ type: "hostAdded", host });
    expect(await store.investigation("a")).toMatchObject({ hostNames: ["web-1", "gw-1.example"], status: "running" });
    for (const text of ["gw-1", "198.51.100.7"])
      expect((await store.listInvestigations({ limit: 5, text })).rows.map(({ id }) => id)).toEqual(["a"]);
    expect((await store.inventory.lastInvestigated(["gw-1.example"])).size).toBe(1);
    await say({ type: "hostKeyAsked", host: "gateway", address: "198.51.100.7", algorithm: "x", fingerprint: "x" });
    expect(await store.investigation("a")).toMatchObject({ status: "waiting", keyAsked: true, answerAsked: false });
    await say({ type: "hostWithdrawn", host: "gateway" });
    expect(await store.investigation("a")).toMatchObject({ status: "running", heldBy: null, keyAsked: false });
    await say({ type: "asked", request: "1.daemonState.gateway.once" } as EventBody);
    expect(await store.investigation("a")).toMatchObject({ status: "waiting", keyAsked: false, answerAsked: true });
    await store.close();
  });

  it("has it with whom it was handed over to last, and finds it by the words that went along", async () => {
    const store = await openStore(await server.fresh());
    await begun(store, "a", { title: "Loss" });
    const say = (body: EventBody) => store.journal.append("a", { expected: null, events: [{ body, actor: person }] });
    const held = async (heldBy: string) => (await store.listInvestigations({ limit: 5, heldBy })).rows.map(({ id }) => id);
    await say({ type: "handedOver", to: "Lena Ode", person: true, account: "lena", text: "the optics of rack twelve" });
    await say({ type: "noted", text: "fine" });
    // To another runbook, which is nobody.
    await say({ type: "handedOver", to: "Large packets vanish" });
    expect(await store.investigation("a")).toMatchObject({ heldBy: "Lena Ode" });
    expect([await held("lena"), await held("tomas")]).toEqual([["a"], []]);
    expect((await store.listInvestigations({ limit: 5, text: "optics twelve" })).rows).toHaveLength(1);
    await say({ type: "handedOver", to: "the night shift", person: true });
    expect(await store.investigation("a")).toMatchObject({ heldBy: "the night shift" });
    expect(await held("lena")).toEqual([]);
    await store.close();
  });

  it("took as long as its own page says, also where a confirmation concluded it a second time", async () => {
    const store = await openStore(await server.fresh());
    await store.journal.create(created("a"));
    const pause = () => new Promise((done) => setTimeout(done, 30));
    const { title, runbook } = created("a");
    const absent = verdict("symptomAbsent");
    const started = { type: "started", title, runbook, brief: { hosts: [], inputs: {} }, practice: false } as const;
    for (const body of [started, { type: "concluded", verdict: absent }, { type: "concluded", verdict: absent }] as const) {
      await pause();
      await store.journal.append("a", { expected: null, events: [{ body, actor: person }] });
    }
    const events = await store.journal.read("a");
    const page = board(events, { catalogue, judgement: judge(factsOf(events, catalogue)) });
    const row = await store.investigation("a");
    expect([row?.createdAt.toISOString(), row?.endedAt?.toISOString()]).toEqual([page?.startedAt, page?.endedAt]);
    expect(page?.endedAt).toBe(events[1]?.at);
    await store.close();
  });

  it("names what made a change that is not proven to be undone, from when it must be, until it is", async () => {
    const store = await openStore(await server.fresh());
    const actor = { kind: "culprit", id: "culprit", name: "Culprit", via: "worker" } as const;
    const say = async (id: string, ...bodies: EventBody[]) =>
      store.journal.append(id, { expected: null, events: bodies.map((body) => ({ body, actor })) });
    const begun = (until: string): EventBody => ({ type: "changeBegun", id: "c1", token: "t", until });
    const stuck: EventBody = { type: "changeStuck", id: "c1", value: null, failure: { kind: "unreachable", detail: "" } };
    const undone: EventBody = { type: "changeUndone", id: "c1", by: "host", value: "1" };
    const [past, future] = ["2020-01-01T00:00:00.000Z", "2120-01-01T00:00:00.000Z"];
    const imported: EventBody = { type: "imported", exportedAt: "", number: null, outputs: 0, differences: [] };
    for (const id of ["overdue", "stuck", "under way", "undone", "elsewhere", "other"]) await store.journal.create(created(id));
    await say("overdue", begun(past));
    await say("stuck", begun(future));
    await say("stuck", stuck);
    await say("under way", begun(future));
    await say("undone", begun(past), stuck);
    await say("elsewhere", begun(past), stuck, imported);
    const names = async () => (await store.stuckInvestigations()).map(({ id }) => id);
    expect(await names()).toEqual(["stuck", "undone", "overdue"]);
    await say("undone", undone);
    expect(await names()).toEqual(["stuck", "overdue"]);
    expect((await store.listInvestigations({ limit: 9 })).rows.filter((row) => row.stuck).map(({ id }) => id)).toEqual([
      "stuck",
      "overdue",
    ]);
    const asked: string[] = [];
    const stop = keepGoing({ store, queue: { enqueue: async (id) => void asked.push(id) }, everyMs: 20 });
    await expect.poll(() => new Set(asked), { timeout: 5_000 }).toEqual(new Set(["stuck", "overdue"]));
    await stop();
    await store.close();
  });

  it(`answers at once among ${MANY} investigations`, { timeout: 120_000 }, async () => {
    const config = await server.fresh();
    const store = await openStore(config);
    await fill(config);
    const page = await timed(() => store.listInvestigations({ limit: 50 }));
    let after: string = page.result.next ?? "";
    for (let n = 0; n < 20; n += 1) after = (await store.listInvestigations({ limit: 200, after })).next ?? "";
    const far = await timed(() => store.listInvestigations({ limit: 50, after }));
    const middle = Buffer.from("2025-06-01T00:00:00.000Z x").toString("base64url");
    const deep = await timed(() => store.listInvestigations({ limit: 50, after: middle }));
    const running = await timed(() => store.listInvestigations({ limit: 50, status: ["running", "waiting"] }));
    const cause = await timed(() => store.listInvestigations({ limit: 50, cause: "cause7" }));
    const rare = await timed(() => store.listInvestigations({ limit: 50, text: "needle" }));
    const common = await timed(() => store.listInvestigations({ limit: 50, text: "loss gateway" }));
    const none = await timed(() => store.listInvestigations({ limit: 50, text: "needles" }));
    const open = await timed(() => store.openStatuses());
    expect(Object.fromEntries(open.result)).toEqual({ running: 5, waiting: 0, paused: 0 });
    for (const { ms } of [page, far, deep, running, cause, rare, common, none, open]) expect(ms).toBeLessThan(FAST_MS);
    expect(rare.result.rows).toHaveLength(1);
    expect([common.result.rows.length, none.result.rows.length]).toEqual([50, 0]);
    expect(cause.result.rows).toHaveLength(50);
    expect(running.result.rows).toHaveLength(5);
    console.log(
      Object.entries({ page, far, deep, running, cause, rare, open })
        .map(([name, { ms }]) => `${name} ${ms.toFixed(1)} ms`)
        .join(", "),
    );
    await store.close();
  });
});

describe("the inventory and the keys", () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore(await server.fresh());
  });
  afterAll(() => store.close());

  it("keeps hosts, each name once", async () => {
    const web = await store.inventory.add({ name: "web", address: "10.0.0.1", port: 2222 });
    await store.inventory.add({ name: "db", address: "10.0.0.2", group: "east" });
    await expect(store.inventory.add({ name: "web", address: "10.0.0.3" })).rejects.toMatchObject({
      name: "NameTaken",
    });
    expect((await store.inventory.list()).map(({ name }) => name)).toEqual(["db", "web"]);
    expect(await store.inventory.update(web.id, { user: "ops" })).toMatchObject({
      name: "web",
      port: 2222,
      user: "ops",
    });
    await expect(store.inventory.update(web.id, { name: "db" })).rejects.toMatchObject({ name: "NameTaken" });
    expect(await store.inventory.update(randomUUID(), { user: "ops" })).toBeNull();
    expect([await store.inventory.remove(web.id), await store.inventory.remove(web.id)]).toEqual([true, false]);
  });

  it("keeps approved host keys, and never replaces one silently", async () => {
    const key = {
      address: "10.0.0.1",
      port: 22,
      algorithm: "ssh-ed25519",
      key: "AAAA",
      fingerprint: "SHA256:x",
      approvedBy: "Ada",
    };
    await Promise.all([store.keys.approve(key), store.keys.approve(key)]);
    await store.pins.add({
      host: "10.0.0.1",
      port: 22,
      algorithm: "ecdsa-sha2-nistp256",
      key: Buffer.from("other"),
      approvedBy: "Grace",
    });
    expect([await store.keys.approve(key), await store.keys.approve({ ...key, key: "BBBB" })]).toEqual([true, false]);
    const other = { host: key.address, port: 22, algorithm: key.algorithm, key: Buffer.from("BBBB", "base64") };
    await expect(store.pins.add(other)).rejects.toThrow(/must be forgotten first/);
    const pins = await store.pins.find("10.0.0.1", 22);
    expect(pins.map(({ key }) => key)).toEqual(expect.arrayContaining([Buffer.from("AAAA", "base64"), Buffer.from("other")]));
    expect(pins.map(({ where }) => where).toSorted()[0]).toMatch(/Ada, \d{4}-/);
    expect(await store.pins.find("10.0.0.1", 2222)).toEqual([]);
    expect((await store.keys.list()).map(({ approvedBy }) => approvedBy).toSorted()).toEqual(["Ada", "Grace"]);
    expect([await store.keys.forget("10.0.0.1", 22), await store.keys.forget("10.0.0.1", 22)]).toEqual([true, false]);
  });
});

describe("messages between processes", () => {
  it("arrive whole, whatever their length, and only on their channel", async () => {
    const config = await server.fresh();
    const [sender, receiver] = [await openStore(config), await openStore(config)];
    const heard: string[] = [];
    const stop = await receiver.onNotify("test_channel", (payload) => heard.push(payload));
    const texts = ["", "short", "ü😀".repeat(9000), "part of speech", JSON.stringify({ a: "x".repeat(50_000) })];
    for (const text of texts) await sender.notify("test_channel", text);
    await sender.notify("other_channel", "no");
    await expect.poll(() => heard.length, { timeout: 5000 }).toBe(texts.length);
    expect(heard.map((text, n) => text === texts[n])).toEqual(texts.map(() => true));
    await stop();
    await Promise.all([sender.close(), receiver.close()]);
  });

  it("let exactly one process take what is to be done once", async () => {
    const config = await server.fresh();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(config)));
    const taken = await Promise.all(stores.map((store) => store.claimOnce("token")));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await stores[0]?.claimOnce("another")).toBe(true);
    await Promise.all(stores.map((store) => store.close()));
  });
});

/** As the door begins one. */
async function begun(store: Store, id: string, of: Parameters<typeof created>[1] & object): Promise<void> {
  const { title, hostNames, runbook } = created(id, of);
  await store.journal.create(created(id, of));
  const hosts = hostNames.map((name) => ({ key: name, role: "receiver", name, address: "192.0.2.9" }));
  const body = { type: "started", title, runbook, brief: { hosts, inputs: {} }, practice: false } as const;
  await store.journal.append(id, { expected: 0, events: [{ body, actor: person }] });
}

async function fill(config: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  await client.query(`
    insert into investigation (id, title, runbook_id, runbook_version, runbook, status, cause, host_names, waiting_for, started_by_id, started_by_name, created_at, updated_at, ended_at, words)
    select 'i' || n, case when n = 777 then 'the needle' else 'Loss between host ' || n || ' and its gateway' end, 'receive-drops', 1, ('{"id":"' || repeat('x', 3000) || '"}')::json,
      (case when n % 20000 = 0 then 'running' else 'concluded' end)::status, 'cause' || n % 40, array['web-' || n, 'gw'], '{}', 'p', 'P',
      timestamptz '2024-01-01' + n * interval '10 minutes', now(), now(),
      array_to_tsvector(array['loss', 'gateway', 'web-' || n, case when n = 777 then 'needle' else 'hay' end])
    from generate_series(1, ${MANY}) n`);
  await client.query("vacuum analyze investigation");
  await client.end();
}

async function timed<T>(ask: () => Promise<T>): Promise<{ ms: number; result: T }> {
  await ask();
  const since = performance.now();
  const result = await ask();
  return { ms: performance.now() - since, result };
}
