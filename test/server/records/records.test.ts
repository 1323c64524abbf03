import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { verify } from "#cli/commands/verify.ts";
import { bundleText, sealOf, type Bundle } from "#server/bundle/bundle.ts";
import { localActor } from "#server/door/session.ts";
import type { Office } from "#server/door/office.ts";
import { perform } from "#server/door/perform.ts";
import { CULPRIT } from "#server/investigate/bench.ts";
import type { Link } from "#server/records/chain.ts";
import { recordsText, verifyRecords, type Records } from "#server/records/file.ts";
import { cutOff, noteHead, notedHead, noteHeadFile } from "#server/records/head.ts";
import { nameOfKey, signedBy, signerOf } from "#server/records/signature.ts";
import { exportOf } from "#server/read/export-of.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";

const YOU = { ...localActor("cli"), name: "You" };
const NOBODY = { ...YOU, id: "nobody", name: "Nobody", rights: new Set<never>() };
const SIGNED = { signer: signerOf({ tokens: Buffer.alloc(32, 7) }), now: new Date() };
const MARKER = "mArKeR-9f3c";

describe("the record of who did what", () => {
  const folder = mkdtempSync(join(tmpdir(), "culprit-records-"));
  let server: TestDatabase;
  let store: Store;
  let office: Office;
  let id: string;
  const checked = (entries: readonly Link[], noted?: string): ReturnType<typeof verifyRecords> =>
    verifyRecords(recordsText(entries, SIGNED), noted);
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  /** Exit code and what was printed. */
  const run = async (files: readonly string[], noted?: string): Promise<readonly [number, string]> => {
    const said = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    try {
      const code = await verify(files, noted);
      return [code, said.mock.calls.map(([text]) => String(text)).join("")];
    } finally {
      said.mockRestore();
    }
  };
  beforeAll(async () => {
    server = await openTestDatabase();
    store = await openStore(await server.fresh());
    office = {
      ...{ journal: store.journal, inventory: store.inventory, keys: store.keys, archive: store, safe: store.safe, records: store.records },
      ...{ enqueue: () => Promise.resolve(), newId: () => "inv-1" },
    };
    const hosts = [
      { role: "sender", address: "192.0.2.1" },
      { role: "receiver", address: "192.0.2.2" },
    ];
    await perform(office, YOU, { do: "addHost", name: "lb1", address: "192.0.2.1" });
    await perform(office, YOU, { do: "keepKey", host: "lb1", privateKey: MARKER, passphrase: MARKER });
    await perform(office, NOBODY, { do: "forgetKey", address: "192.0.2.1", port: 22 });
    const started = await perform(office, YOU, {
      do: "start",
      runbook: "small-packet-loss",
      brief: { hosts, inputs: { target: "192.0.2.2" } },
    });
    if (!started.ok) throw new Error(JSON.stringify(started));
    id = started.id ?? "";
    await perform(office, YOU, { do: "note", id, text: MARKER });
    await perform(office, YOU, { do: "stop", id });
  });
  afterAll(async () => {
    await store?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("says who did what to which host, also what was refused, and no secret", async () => {
    const links = await store.records.all();
    const record = checked(links);
    if (record === null || "broken" in record) throw new Error(JSON.stringify(record));
    expect(record.deeds.map(({ action, outcome, actor }) => `${actor.name} ${action} ${outcome}`)).toEqual([
      "You addHost done",
      "You keepKey refused 409",
      "Nobody forgetKey refused 403",
      "You start done",
      "You note done",
      "You ended done",
      "You stop done",
    ]);
    expect(record.deeds[3]?.about).toMatchObject({
      id,
      runbook: "small-packet-loss",
      hosts: [{ address: "192.0.2.1" }, { address: "192.0.2.2" }],
    });
    expect(record.deeds[5]?.about).toMatchObject({
      investigation: id,
      hosts: [{ address: "192.0.2.1", commands: 0, changed: "not proven" }, {}],
    });
    expect(JSON.stringify(links)).not.toContain(MARKER);
  });

  it("is one chain, however many write at once", async () => {
    const deed = { actor: CULPRIT, action: "outputsRemoved", outcome: "done", about: {} };
    await Promise.all(Array.from({ length: 20 }, () => store.records.add(deed)));
    expect(checked(await store.records.all())).toMatchObject({ entries: 27 });
  });

  it("shows every change: of a text, of an order, of an entry that is gone, of an end that was cut off where its hash was noted", async () => {
    const links = await store.records.all();
    const last = links.at(-1)?.hash;
    const changed = links.map((link) => (link.n === 3 ? { ...link, text: link.text.replace("Nobody", "You") } : link));
    expect(checked(changed)).toEqual({ broken: expect.stringContaining("Entry 3 does not fit") });
    expect(checked(links.toSpliced(1, 1))).toEqual({ broken: expect.stringContaining("After entry 1 comes entry 3") });
    expect(checked(links.toSpliced(1, 1).map((link, n) => ({ ...link, n: n + 1 })))).toEqual({
      broken: expect.stringContaining("Entry 2"),
    });
    expect(checked(links, last)).toMatchObject({ entries: 27 });
    expect(checked(links.slice(0, -1), last)).toEqual({ broken: expect.stringContaining("its end was cut off") });
  });

  it("says of an end that was cut off how far it went, whoever sealed it anew", async () => {
    const links = await store.records.all();
    const whole = JSON.parse(recordsText(links, SIGNED)) as Records;
    expect(checked(links)).toMatchObject({ signedBy: nameOfKey(SIGNED.signer.key) });
    const cut = JSON.parse(recordsText(links.slice(0, -2), SIGNED)) as Records;
    const text = (records: object): string => `${JSON.stringify(records, null, 1)}\n`;
    const says = (records: object): unknown => verifyRecords(text(records));
    expect(says({ ...cut, head: whole.head })).toEqual({ broken: "The chain ends at entry 25, expected 27: its end was cut off." });
    expect(says({ ...whole, head: cut.head })).toEqual({ broken: "The chain ends at entry 27, expected 25: something was added." });
    expect(says({ ...cut, head: { ...whole.head, n: 25, hash: links[24]?.hash } })).toEqual({
      broken: expect.stringContaining("not signed"),
    });
    const stranger = signedBy(signerOf({ tokens: Buffer.alloc(32, 8) }), cut.exportedAt, links[24]!);
    expect(says({ ...cut, head: stranger })).toMatchObject({ entries: 25, signedBy: nameOfKey(stranger.key) });
    expect(nameOfKey(stranger.key)).not.toBe(nameOfKey(SIGNED.signer.key));
    const { head: _head, seal, ...old } = cut;
    expect(await run([file("old.json", text({ ...old, version: 1, seal }))])).toEqual([0, expect.stringContaining("which signed nothing")]);
  });

  it("is remembered beside the database: who deletes its newest entries there is found out, also in what is exported afterwards", async () => {
    noteHeadFile(folder);
    const before = await store.records.all();
    await store.records.add({ actor: CULPRIT, action: "outputsRemoved", outcome: "done", about: {} });
    const head = notedHead();
    expect(head).toEqual({ n: before.length + 1, hash: (await store.records.all()).at(-1)?.hash });
    noteHead({ n: 3, hash: "0".repeat(64) });
    expect(notedHead()).toEqual(head);
    expect(cutOff(head!, before.length, undefined)).toBe("The chain ends at entry 27, expected 28: its end was cut off.");
    expect(cutOff(head!, before.length + 4, { hash: "1".repeat(64) })).toContain("Entry 28 is another one");
    expect(verifyRecords(recordsText(before, { ...SIGNED, head }))).toEqual({ broken: expect.stringContaining("expected 28") });
    expect(verifyRecords(recordsText(await store.records.all(), { ...SIGNED, head }))).toMatchObject({ entries: 28 });
    delete process.env["CULPRIT_RECORDS_HEAD_FILE"];
  });

  it("vouches for the log of an investigation, which a new seal does not", async () => {
    const records = file("records.json", recordsText(await store.records.all(), SIGNED));
    const bundle = JSON.parse((await exportOf(store, id, "json"))?.text ?? "") as Bundle;
    const whole = file("whole.json", bundleText(bundle));
    expect(await run([records, whole])).toEqual([0, expect.stringContaining("Its log is the one that was recorded.")]);
    const events = bundle.events.map((event) => (event.type === "noted" ? { ...event, text: "another" } : event));
    const forged = { ...bundle, events };
    const resealed = file("forged.json", bundleText({ ...forged, seal: sealOf(forged) }));
    expect((await run([resealed]))[0]).toBe(0);
    expect(await run([records, resealed])).toEqual([3, expect.stringContaining("is not the one that was recorded")]);
    expect((await run([file("cut.json", readFileSync(whole, "utf8").slice(0, 500))]))[0]).toBe(3);
  });
});
