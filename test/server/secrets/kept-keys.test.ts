import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { takeKeptKeys } from "#server/compose/kept-keys.ts";
import { lockDataFolder } from "#server/database/lock.ts";
import { onKeptKeys } from "#server/door/kept-keys.ts";
import type { Office } from "#server/door/office.ts";
import { KEYS_FILE_VARIABLE } from "#server/secrets/keyring.ts";
import { withKeptKeys } from "#server/ssh/kept-key.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { backends, destinationOf, never, type Backend } from "../ssh/backends.ts";
import { memoryPins } from "../ssh/memory-pins.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";
import { describeUnless } from "../../needs.ts";

const [openssh] = backends;
const YOU = { kind: "person", id: "local", name: "You", via: "cli" } as const;

describeUnless(openssh?.skip, "SSH keys that Culprit keeps", () => {
  const folder = mkdtempSync(join(tmpdir(), "culprit-kept-"));
  let server: TestDatabase;
  let config: pg.ClientConfig;
  let store: Store;
  let backend: Backend;
  let privateKey: string;
  /** A line from the middle of the key: whoever has it has the key. */
  let marker: string;
  const said: string[] = [];
  const act = async (action: Parameters<typeof onKeptKeys>[2]): ReturnType<typeof onKeptKeys> => {
    const result = await onKeptKeys({ safe: store.safe } as Partial<Office> as Office, YOU, action);
    said.push(JSON.stringify(result));
    return result;
  };
  beforeAll(async () => {
    process.env[KEYS_FILE_VARIABLE] = join(folder, "keys");
    server = await openTestDatabase();
    config = await server.fresh();
    store = await openStore(config);
    if (openssh === undefined) throw new Error("no OpenSSH");
    backend = await openssh.start();
    privateKey = readFileSync(backend.key, "utf8");
    marker = privateKey.split("\n")[2] ?? "";
    await store.inventory.add({ name: "lb1", address: "127.0.0.1", port: backend.port });
    await store.inventory.add({ name: "lb2", address: "192.0.2.2" });
  });
  afterAll(async () => {
    delete process.env[KEYS_FILE_VARIABLE];
    await store?.close();
    await server?.stop();
    await backend?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const host = (port: number) => ({ key: "a", role: "a", name: "a", address: "127.0.0.1", port });
  const dump = async (): Promise<string> => {
    const client = new pg.Client(config);
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string }>(
        "select table_name as name from information_schema.tables where table_schema = 'public'",
      );
      const texts: string[] = [];
      for (const { name } of rows) texts.push(JSON.stringify((await client.query(`select to_jsonb(t) from "${name}" t`)).rows));
      return texts.join("\n");
    } finally {
      await client.end();
    }
  };

  it("refuses what is no key, and a host that is not there", async () => {
    expect(await act({ do: "keepKey", host: "lb1", privateKey: "nonsense" })).toMatchObject({ ok: false, status: 409 });
    expect(await act({ do: "keepKey", host: "lb9", privateKey })).toMatchObject({
      ok: false,
      message: "There is no host lb9 in the inventory.",
    });
    expect(await act({ do: "dropKey", host: "lb1" })).toMatchObject({ ok: false, status: 404 });
  });

  it("logs in with the kept key alone, and only where it is kept for", async () => {
    expect(await act({ do: "keepKey", host: "lb1", privateKey })).toMatchObject({ ok: true });
    expect(await store.safe.keyFor({ ...host(22) })).toBeUndefined();
    const transport = openTransport({ pins: memoryPins([backend.pin]) });
    const bare = { ...destinationOf(backend), identityFiles: [] };
    expect(await transport.connect(bare, { onUnknownKey: never })).toMatchObject({ kind: "authenticationFailed" });
    const destination = await withKeptKeys(Promise.resolve(bare), host(backend.port), store.safe.keyFor);
    if ("kind" in destination) throw new Error(destination.kind);
    said.push(JSON.stringify(destination));
    const session = await transport.connect(destination, { onUnknownKey: never });
    expect("batch" in session).toBe(true);
    await transport.close();
  });

  it("goes with the key of a host on the way through that host, and offers none to another", async () => {
    const bastion = await openssh!.start();
    const transport = openTransport({ pins: memoryPins([backend.pin, bastion.pin]) });
    try {
      await store.inventory.add({ name: "bastion", address: "127.0.0.1", port: bastion.port });
      const hop = { ...destinationOf(bastion), identityFiles: [] };
      const resolved = Promise.resolve({ ...destinationOf(backend), identityFiles: [], jump: hop });
      const without = await withKeptKeys(resolved, host(backend.port), store.safe.keyFor);
      if ("kind" in without) throw new Error(without.kind);
      expect(without.jump?.keptKey).toBeUndefined();
      expect(await transport.connect(without, { onUnknownKey: never })).toMatchObject({ kind: "authenticationFailed" });
      expect(await act({ do: "keepKey", host: "bastion", privateKey: readFileSync(bastion.key, "utf8") })).toMatchObject({ ok: true });
      // As `culprit investigate` takes them: all at once, and sealed until somebody logs in.
      const destination = await withKeptKeys(resolved, host(backend.port), await store.safe.taken());
      if ("kind" in destination) throw new Error(destination.kind);
      expect([destination.keptKey?.name, destination.jump?.keptKey?.name]).toEqual(["lb1", "bastion"]);
      said.push(JSON.stringify(destination));
      expect("batch" in (await transport.connect(destination, { onUnknownKey: never }))).toBe(true);
      expect(await act({ do: "dropKey", host: "bastion" })).toMatchObject({ ok: true });
    } finally {
      await transport.close();
      await bastion.stop();
    }
  });

  it("is taken by a command through the server that runs on the folder, which goes on", async () => {
    const lock = await lockDataFolder(folder);
    const [database, user] = [String(config.database), String(config.user)];
    // A server with a PostgreSQL of its own tells nobody where that is.
    lock.announce({ url: "http://127.0.0.1:1" });
    await expect(takeKeptKeys(folder)).rejects.toThrow(/Set DATABASE_URL/);
    lock.announce({ url: "http://127.0.0.1:1", database: { host: String(config.host), user, database } });
    try {
      const keyFor = await takeKeptKeys(folder);
      const transport = openTransport({ pins: memoryPins([backend.pin]) });
      const bare = Promise.resolve({ ...destinationOf(backend), identityFiles: [] });
      const destination = await withKeptKeys(bare, host(backend.port), keyFor);
      if ("kind" in destination) throw new Error(destination.kind);
      expect("batch" in (await transport.connect(destination, { onUnknownKey: never }))).toBe(true);
      await transport.close();
      expect((await store.inventory.list()).length).toBeGreaterThan(1);
    } finally {
      await lock.release();
    }
  });

  it("shows who put it there, and the key nowhere: not in answers, lists, the database or the arguments of a process", async () => {
    const lb1 = (await store.inventory.list()).find(({ name }) => name === "lb1");
    expect(lb1).toMatchObject({ keyBy: "You", keyFingerprint: expect.stringMatching(/^SHA256:/) });
    const everything = [await dump(), said.join("\n"), JSON.stringify(await store.inventory.list())];
    everything.push(execFileSync("ps", ["axww", "-o", "args"], { encoding: "utf8", maxBuffer: 1 << 26 }));
    expect(marker.length).toBeGreaterThan(60);
    for (const text of everything) expect(text).not.toContain(marker);
    expect(everything[0]).toContain("key_sealed");
  });

  it("is sealed for its host: the row of another one does not open it", async () => {
    const client = new pg.Client(config);
    await client.connect();
    await client.query("update host set key_sealed = (select key_sealed from host where name = 'lb1') where name = 'lb2'");
    await client.end();
    const moved = await store.safe.keyFor({ ...host(22), address: "192.0.2.2" });
    await expect(moved?.open()).rejects.toThrow(/belongs to something else/);
    expect(await act({ do: "dropKey", host: "lb2" })).toMatchObject({ ok: true });
  });

  it("is sealed anew with a new key, and opens still; without the keys it does not", async () => {
    const before = await store.safe.keyFor(host(backend.port));
    expect(await act({ do: "rotateKeys" })).toMatchObject({ ok: true, id: expect.stringMatching(/ 1$/) });
    const after = await store.safe.keyFor(host(backend.port));
    expect(await after?.open()).toEqual({ privateKey, passphrase: null });
    expect(await before?.open()).toEqual({ privateKey, passphrase: null });
    process.env[KEYS_FILE_VARIABLE] = join(folder, "others");
    await expect(after?.open()).rejects.toThrow(/is not in .*others/);
    process.env[KEYS_FILE_VARIABLE] = join(folder, "keys");
  });
});
