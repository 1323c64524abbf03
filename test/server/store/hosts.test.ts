import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "#collectors";
import { localActor } from "#server/door/session.ts";
import { perform } from "#server/door/perform.ts";
import type { Office } from "#server/door/office.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { output, recording } from "../../collectors/recording.ts";
import { created, facts, observation, person } from "./sample.ts";
import { openTestDatabase, type TestDatabase } from "./test-database.ts";

const you = localActor("api");
const { stdout: SETUP } = recording("snapshot", "debian12.txt");

let server: TestDatabase;
let store: Store;
let office: Office;
beforeAll(async () => {
  server = await openTestDatabase();
  store = await openStore(await server.fresh());
  const { journal, inventory, keys } = store;
  office = { journal, inventory, keys, enqueue: () => Promise.resolve(), newId: randomUUID };
});
afterAll(async () => {
  await store?.close();
  await server?.stop();
});

const named = async (name: string) => (await store.inventory.list()).find((host) => host.name === name);

describe("the inventory", () => {
  test("takes many at once; those whose name is taken are left out and named", async () => {
    await perform(office, you, { do: "addHost", name: "net-1", address: "192.0.2.1" });
    const hosts = [
      { name: "net-1", address: "192.0.2.9" },
      { name: "cmp-1", address: "192.0.2.2", user: null, port: 2222, group: "region-1", labels: ["compute", "compute"] },
    ];
    expect(await perform(office, you, { do: "addHosts", hosts })).toEqual({ ok: true, hosts: { added: 1, left: ["net-1"] } });
    expect(await named("net-1")).toMatchObject({ address: "192.0.2.1" });
    expect(await named("cmp-1")).toMatchObject({ port: 2222, user: null, group: "region-1", labels: ["compute"] });
  });

  test("a host is changed in what is named; null takes away; a taken name is refused with a sentence", async () => {
    const id = (await named("cmp-1"))?.id ?? "";
    expect(await perform(office, you, { do: "editHost", id, group: null, labels: [], user: "root" })).toEqual({ ok: true, id });
    expect(await named("cmp-1")).toMatchObject({ group: null, labels: [], user: "root", port: 2222 });
    const taken = await perform(office, you, { do: "editHost", id, name: "net-1" });
    expect(taken).toMatchObject({ ok: false, status: 409, fields: { name: "There is a host called net-1 already." } });
    expect(await perform(office, you, { do: "addHost", name: "net-1", address: "x" })).toMatchObject({ ok: false, status: 409 });
    expect(await perform(office, you, { do: "editHost", id: "nobody", name: "y" })).toMatchObject({ ok: false, status: 404 });
    expect(await perform(office, you, { do: "editHost", id, address: "-oProxyCommand=reboot" })).toMatchObject({ ok: false, status: 400 });
  });
});

describe("snapshots of how hosts are set up", () => {
  const brief = { hosts: [{ key: "host", role: "host", name: "net-1", address: "192.0.2.1" }], inputs: {} };
  async function looked(id: string, { imported = false, copied = false, added = false, practice = false } = {}): Promise<void> {
    const { runbook, title, ...rest } = created(id, { hostNames: ["net-1"], practice });
    await store.journal.create({ runbook, title, ...rest });
    const seen = { ...observation("1.snapshot.host.once", Buffer.from(SETUP)), id: `o-${id}`, host: "host", collector: "snapshot" };
    const reading = parse("snapshot", 0, output(SETUP));
    if ("kind" in reading) throw new Error("the recording is not read");
    const told = {
      ...facts("1.snapshot.host.once"),
      observation: `o-${id}`,
      ...(copied ? { from: { investigation: "x", observation: "y" } } : {}),
    };
    const reached = {
      ...{ host: "host", kernel: "6.1", hostname: "net-1.example", user: "root", root: true, sudo: true, fingerprint: "SHA256:x" },
      ...{ clockOffsetMs: null, clockUncertaintyMs: null, load1: null, tools: {} },
    };
    await store.journal.append(id, {
      expected: null,
      events: [
        { body: { type: "started", title, runbook, brief: added ? { hosts: [], inputs: {} } : brief, practice }, actor: person },
        // Tried again: the same host, named twice.
        ...(added ? [brief.hosts, brief.hosts].flat().map((host) => ({ body: { type: "hostAdded", host } as const, actor: person })) : []),
        ...(imported
          ? [{ body: { type: "imported", number: 7, started: "2026-01-01T00:00:00.000Z", version: 1 } as never, actor: person }]
          : []),
        { body: { type: "hostReached", facts: reached }, actor: person },
        { body: { type: "observed", request: seen.request, attempt: 1, facts: told, reading }, actor: person },
      ],
      observations: [seen],
    });
  }

  test("are listed by the name of the host, without imported and copied ones", async () => {
    await looked("first");
    await looked("elsewhere", { imported: true });
    await looked("again", { copied: true });
    expect(await store.snapshots.list({ host: "net-1", limit: 9 })).toMatchObject([
      { id: "o-first", investigationId: "first", host: "net-1", hostname: "net-1.example" },
    ]);
    expect(await store.snapshots.list({ host: "net-2", limit: 9 })).toEqual([]);
    await looked("later", { added: true });
    expect((await store.snapshots.list({ host: "net-1", limit: 9 })).map(({ id }) => id).toSorted()).toEqual(["o-first", "o-later"]);
    expect((await store.snapshots.one("o-first"))?.reading.fields).toHaveProperty("kernel");
    expect(await store.snapshots.one("o-again")).toBeNull();
    expect((await store.inventory.lastInvestigated(["net-1", "cmp-1"])).size).toBe(1);
  });

  test("a host is not credited with the practice incidents whose hosts are called alike", async () => {
    const net1 = { host: "net-1", limit: 9 };
    const before = await Promise.all([store.listInvestigations({ ...net1, real: true }), store.snapshots.list(net1)]);
    const last = await store.inventory.lastInvestigated(["net-1"]);
    await looked("practised", { practice: true });
    expect(await Promise.all([store.listInvestigations({ ...net1, real: true }), store.snapshots.list(net1)])).toEqual(before);
    expect(await store.inventory.lastInvestigated(["net-1"])).toEqual(last);
    expect((await store.listInvestigations(net1)).rows.map(({ id }) => id)).toContain("practised");
    expect((await store.snapshots.list({ limit: 9 })).map(({ id }) => id)).toContain("o-practised");
  });
});
