import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { statusOf } from "#server/investigate/status.ts";
import { openStore } from "#server/store/store.ts";
import type { Store } from "#server/store/store.ts";
import { journalContract } from "./journal-contract.ts";
import { created, judged, note, observation, observed, person, runbook, verdict, worker } from "./sample.ts";
import { openTestDatabase } from "./test-database.ts";
import type { TestDatabase } from "./test-database.ts";

let server: TestDatabase;
let config: pg.ClientConfig;
let store: Store;

beforeAll(async () => {
  server = await openTestDatabase();
  config = await server.fresh();
  store = await openStore(config);
});
afterAll(async () => {
  await store?.close();
  await server?.stop();
});

const begin = async (): Promise<string> => {
  const id = randomUUID();
  await store.journal.create(created(id));
  return id;
};
const by = (body: EventBody) => ({ body, actor: worker });

describe("the journal in PostgreSQL", () => {
  journalContract(async () => store.journal);

  it("keeps the runbook's order, which decides ties", async () => {
    const id = await begin();
    const found = await store.investigation(id);
    expect(Object.keys(found?.runbook.hypotheses ?? {})).toEqual(Object.keys(runbook.hypotheses));
    expect(found?.runbook).toEqual(runbook);
  });

  it("stores raw output byte for byte", async () => {
    const id = await begin();
    for (const [n, bytes] of [Buffer.alloc(0), Buffer.from([0, 255, 10]), randomBytes(3 << 20)].entries()) {
      const stored = observation(`r${n}`, bytes);
      const mine = { ...stored, id: randomUUID(), bootId: "b\0" };
      await store.journal.append(id, { expected: null, events: [note("x")], observations: [mine] });
      const back = await store.readObservation(id, mine.id);
      expect(back?.stdout.equals(bytes)).toBe(true);
      expect({ ...back, stdout: null }).toEqual({ ...mine, stdout: null, bootId: "b␀" });
      expect(await store.readObservation(randomUUID(), mine.id)).toBeNull();
    }
  });

  it("replaces the evidence, and keeps it when an append brings none", async () => {
    const id = await begin();
    const three = [
      judged("a"),
      judged("b", { saw: { unknown: "denied" }, state: "unknown", reason: "denied" }),
      judged("c", { against: "x" }),
    ];
    await store.journal.append(id, { expected: 0, events: [], evidence: three });
    expect(await store.evidence(id)).toEqual(three);
    await store.journal.append(id, { expected: 0, events: [note("n")] });
    expect(await store.evidence(id)).toHaveLength(3);
    await store.journal.append(id, { expected: 1, events: [], evidence: [judged("d")] });
    expect(await store.evidence(id)).toEqual([judged("d")]);
    await store.journal.append(id, { expected: 1, events: [], evidence: [] });
    expect(await store.evidence(id)).toEqual([]);
  });

  it("shows in the list what the log says", async () => {
    const id = await begin();
    const started = by({
      type: "commandStarted",
      request: "r",
      attempt: 1,
      commandLine: "x",
      privilege: "user",
      risk: "R0",
      effects: [],
      deadlineMs: 1,
    });
    await store.journal.append(id, {
      expected: 0,
      events: [started, started, by({ type: "titled", title: "Noon\0" }), by({ type: "concluded", verdict: verdict("cause") })],
    });
    await store.journal.append(id, {
      expected: 4,
      events: [by({ type: "stopped", reason: "late" }), by({ type: "concluded", verdict: verdict("several") })],
    });
    const row = await store.investigation(id);
    expect(row).toMatchObject({
      status: "concluded",
      verdict: "cause",
      cause: "zebra",
      certainty: "established",
      commands: 2,
      title: "Noon␀",
      seq: 6,
    });
    expect(row?.endedAt).toBeInstanceOf(Date);
  });

  it("has the status that the log has, whatever happens and however it is cut into appends", async () => {
    const host = fc.constantFrom("a", "b");
    const body = fc.oneof(
      host.map((name): EventBody => ({
        type: "hostKeyAsked",
        host: name,
        address: name,
        algorithm: "ssh-ed25519",
        fingerprint: "f",
      })),
      host.map((name): EventBody => ({
        type: "hostKeyAnswered",
        host: name,
        fingerprint: "f",
        approved: true,
      })),
      fc.constantFrom<EventBody>({ type: "paused" }, { type: "resumed", reason: "" }, { type: "noted", text: "" }),
      {
        weight: 1,
        arbitrary: fc.constantFrom<EventBody>({ type: "stopped", reason: "" }, { type: "concluded", verdict: verdict("undetermined") }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(body, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), async (batches) => {
        const id = await begin();
        for (const batch of batches) await store.journal.append(id, { expected: null, events: batch.map(by) });
        const events: readonly InvestigationEvent[] = await store.journal.read(id);
        expect((await store.investigation(id))?.status).toBe(statusOf(events));
      }),
      { numRuns: 80 },
    );
  });

  it("announces an append to other connections, with its number", async () => {
    const id = await begin();
    const other = await openStore(config);
    const heard: [string, number][] = [];
    const stop = await other.listen({
      onEvent: (which, seq) => {
        if (which === id) heard.push([which, seq]);
      },
      onReconnect: () => undefined,
    });
    await store.journal.append(id, { expected: 0, events: [note("a"), note("b")] });
    await store.journal.append(id, { expected: 0, events: [note("refused")] });
    await wait(100);
    await stop();
    await other.close();
    expect(heard).toEqual([[id, 2]]);
  });

  it("survives a restart of every connection: what is followed is read again", async () => {
    const id = await begin();
    const heard: string[] = [];
    const stop = await store.listen({
      onEvent: (which) => {
        if (which === id) heard.push("event");
      },
      onReconnect: () => heard.push("again"),
    });
    const admin = new pg.Client(config);
    await admin.connect();
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()",
    );
    await admin.end();
    await expect.poll(() => heard, { timeout: 5000 }).toContain("again");
    await store.journal.append(id, { expected: 0, events: [note("a")] });
    await expect.poll(() => heard, { timeout: 5000 }).toContain("event");
    await stop();
  });

  it("puts live output together, announces it, and removes it when the observation is stored", async () => {
    const id = await begin();
    const heard: string[] = [];
    const stop = await store.listen({
      onEvent: () => undefined,
      onLive: (which) => heard.push(which),
      onReconnect: () => undefined,
    });
    for (let n = 0; n < 100; n += 1) store.journal.live(id, { request: "r", stream: "stdout", offset: n * 4, text: "abc\0" });
    store.journal.live(id, { request: "r", stream: "stderr", offset: 0, text: "err" });
    store.journal.live(id, { request: "s", stream: "stdout", offset: 0, text: "other" });
    await expect.poll(() => store.liveOutput(id, 0n), { timeout: 3000 }).toHaveLength(3);
    const rows = await store.liveOutput(id, 0n);
    expect(rows.map(({ request, stream, offset, text }) => [request, stream, offset, text])).toEqual([
      ["r", "stdout", 0, "abc␀".repeat(100)],
      ["r", "stderr", 0, "err"],
      ["s", "stdout", 0, "other"],
    ]);
    expect(await store.liveOutput(id, rows[1]?.id ?? 0n)).toHaveLength(1);
    expect(heard).toEqual([id]);
    await store.journal.append(id, { expected: 0, events: [by(observed("r"))] });
    expect((await store.liveOutput(id, 0n)).map(({ request }) => request)).toEqual(["s"]);
    await stop();
  });

  it("does not wait for live output and holds a bounded amount of it", async () => {
    const id = await begin();
    const before = performance.now();
    const piece = "x".repeat(10_000);
    for (let n = 0; n < 2000; n += 1) store.journal.live(id, { request: "r", stream: "stdout", offset: n * 10_000, text: piece });
    store.journal.live(randomUUID(), { request: "r", stream: "stdout", offset: 0, text: "of nobody" });
    expect(performance.now() - before).toBeLessThan(200);
    await wait(600);
    const rows = await store.liveOutput(id, 0n);
    const characters = rows.reduce((sum, { text }) => sum + text.length, 0);
    expect(characters).toBeGreaterThan(900_000);
    expect(characters).toBeLessThanOrEqual(1 << 20);
    expect(
      await store.journal.append(id, {
        expected: 0,
        events: [{ body: { type: "noted", text: "fine" }, actor: person }],
      }),
    ).toMatchObject({ ok: true });
  });
});
