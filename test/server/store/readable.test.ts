import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EventBody } from "#machines/journal/event.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { created, facts, observation, person, runbook } from "./sample.ts";
import { openTestDatabase, type TestDatabase } from "./test-database.ts";

let server: TestDatabase;
let store: Store;
beforeAll(async () => {
  server = await openTestDatabase();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  store = await openStore(await server.fresh());
});
afterEach(() => store.close());

const say = (id: string, ...bodies: readonly object[]) =>
  store.journal.append(id, { expected: null, events: bodies.map((body) => ({ body: body as EventBody, actor: person })) });

/** An investigation whose texts, of the person and of the host, hold this. */
async function looked(id: string, text: string): Promise<void> {
  await store.journal.create(created(id));
  const hosts = [{ key: "receiver", role: "receiver", name: "web-1", address: "192.0.2.1" }];
  const brief = { hosts, inputs: { note: text }, since: text, watchSeconds: 600, watchEach: true };
  const reached = {
    host: "receiver",
    kernel: text,
    hostname: text,
    user: text,
    root: true,
    sudo: true,
    fingerprint: "SHA256:x",
    bootId: text,
  };
  const seen = { ...observation("1.snapshot.receiver.once", Buffer.from(text)), id: `o-${id}`, collector: "snapshot" };
  const told = { ...facts(seen.request), observation: seen.id, head: text };
  const of = { title: "Loss", runbook, brief, practice: false };
  await say(id, { type: "started", ...of }, { type: "hostReached", facts: { ...reached, tools: {}, load1: null } });
  const body = { type: "observed", request: seen.request, attempt: 1, facts: told, reading: { fields: { said: text, way: 2 } } };
  await store.journal.append(id, { expected: null, events: [{ body: body as EventBody, actor: person }], observations: [seen] });
}

const IDENTITY = { fingerprint: "SHA256:x", hostname: "web-1", bootId: null };

describe.each([
  ["a NUL", "web\0-1", "web-1"],
  ["half of a pair", "\ud800 and \udfff", " and "],
  ["what only looks like one", "\\u0000 \\\\u0000 \\ud800", "\\u0000 \\\\u0000 \\ud800"],
  ["both", "\\\0\\\\\0\u001b\u{1f600}", "\\\\\\\u001b\u{1f600}"],
])("a text with %s", (_name, text, shown) => {
  it("takes no list from anybody", async () => {
    await looked("it", text);
    await looked("other", "web-1");
    const listed = await store.snapshots.list({ limit: 9 });
    expect(new Map(listed.map(({ investigationId, hostname }) => [investigationId, hostname]))).toEqual(
      new Map([
        ["it", shown],
        ["other", "web-1"],
      ]),
    );
    expect((await store.snapshots.list({ host: "web-1", limit: 9 })).length).toBe(2);
    expect((await store.snapshots.one("o-it"))?.reading.fields).toEqual({ said: shown, way: 2 });
    expect(
      (await store.memory.earlier("snapshot", { ...IDENTITY, hostname: text }, "other")).map(({ investigation }) => investigation),
    ).toEqual(["it"]);
    expect((await store.memory.earlier("snapshot", IDENTITY, "it")).map(({ investigation }) => investigation)).toEqual(["other"]);
    expect([await store.watches.notEnded("p1"), (await store.watches.of("it")).length]).toEqual([2, 1]);
    // The log has it as it came.
    expect(await store.journal.read("it")).toMatchObject([
      { brief: { since: text } },
      { facts: { hostname: text } },
      { facts: { head: text } },
    ]);
  });

  it("takes neither the record of who did what nor what is summed up late", async () => {
    for (const name of ["Ada", text])
      await store.records.add({ actor: { ...person, name }, action: "start", outcome: "done", about: { address: name } });
    expect(await store.records.find({ about: "ada", limit: 9 })).toHaveLength(1);
    expect(await store.records.find({ person: "ada", limit: 9 })).toHaveLength(1);
    const of = { ...created("it"), runbook: { ...runbook, title: text } };
    await store.journal.create(of);
    await say(
      "it",
      { type: "started", title: "Loss", runbook: of.runbook, brief: { hosts: [], inputs: {} }, practice: false },
      { type: "stopped", reason: "" },
    );
    expect(await store.sumUpLeft()).toBeGreaterThanOrEqual(0);
  });
});
