import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startDatabase } from "#server/database/database.ts";
import { migrate } from "#server/database/migrate.ts";
import { openQueue } from "#server/store/queue.ts";
import { openStore } from "#server/store/store.ts";
import type { Store } from "#server/store/store.ts";
import { journalContract } from "../store/journal-contract.ts";
import { created, note } from "../store/sample.ts";
import { temporaryFolder } from "../store/test-database.ts";
import { describeUnless } from "../../needs.ts";

const BIN = "/usr/lib/postgresql/15/bin";
const why = process.getuid?.() !== 0 ? "needs root" : existsSync(`${BIN}/initdb`) ? null : "needs the Debian package postgresql-15";

describeUnless(why, `a PostgreSQL 15 of one's own`, () => {
  let server: DebianServer;
  let store: Store;
  const url = (database: string, more: { user?: string; password?: string } = {}) =>
    `postgresql://${more.user ?? "culprit"}:${more.password ?? "right"}@127.0.0.1:${server.port}/${database}`;
  const open = (databaseUrl: string) => startDatabase({ dataFolder: "/nonexistent", databaseUrl });

  beforeAll(async () => {
    server = await startDebianServer();
    await server.ask("create role culprit login password 'right'");
    await server.ask("create role guest login password 'right'");
    await server.ask("create database incidents owner culprit encoding 'UTF8' template template0");
    await server.ask("create database latin owner culprit encoding 'LATIN1' locale 'C' template template0");
    const database = await open(url("incidents"));
    expect(database).toMatchObject({
      kind: "own",
      about: `postgresql://culprit@127.0.0.1:${server.port}/incidents`,
    });
    await migrate(database.pool);
    store = await openStore(database.pool);
  });
  afterAll(async () => {
    await store?.close();
    await server?.stop();
  });

  journalContract(async () => store.journal);

  it("runs the queue, too", async () => {
    const queue = await openQueue((await open(url("incidents"))).pool);
    const worked: string[] = [];
    await queue.work(async (id) => (worked.push(id), "done"), { concurrency: 2 });
    await queue.enqueue("i-1");
    await expect.poll(() => worked, { timeout: 5000 }).toEqual(["i-1"]);
    await queue.stop();
  });

  it("lists what was stored", async () => {
    await store.journal.create(created("own", { title: "Stored in fifteen" }));
    await store.journal.append("own", { expected: 0, events: [note("Stored in fifteen")] });
    expect((await store.listInvestigations({ limit: 5, text: "fifteen" })).rows).toMatchObject([{ id: "own", seq: 1 }]);
  });

  it.each([
    {
      wrong: "another password",
      address: () => url("incidents", { password: "wrong-secret" }),
      kind: "refused",
      say: /refused the user or the password/,
    },
    {
      wrong: "another user",
      address: () => url("incidents", { user: "nobody-there" }),
      kind: "refused",
      say: /refused the user/,
    },
    {
      wrong: "a database that is not there",
      address: () => url("absent"),
      kind: "refused",
      say: /does not exist/,
    },
    {
      wrong: "an encoding that loses text",
      address: () => url("latin"),
      kind: "refused",
      say: /encoding is LATIN1/,
    },
    {
      wrong: "a user who may not create tables",
      address: () => url("incidents", { user: "guest" }),
      kind: "refused",
      say: /may not create tables/,
    },
    {
      wrong: "another kind of server",
      address: () => "mysql://a:secret@b/c",
      kind: "badUrl",
      say: /not the address of a PostgreSQL server/,
    },
    {
      wrong: "a name that is not known",
      address: () => "postgresql://a:secret@no-such-host.invalid/c",
      kind: "unreachable",
      say: /cannot be reached/,
    },
  ])("says what is wrong with $wrong, never the password", async ({ address, kind, say }) => {
    const error: unknown = await open(address()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "DatabaseProblem", kind, say: expect.stringMatching(say) });
    expect(String(error)).not.toMatch(/secret|right/);
  });

  it("is waited for while it starts", async () => {
    const port = await freePort();
    const lines: string[] = [];
    const opening = startDatabase({
      dataFolder: "/nonexistent",
      databaseUrl: `postgresql://postgres@127.0.0.1:${port}/postgres`,
      onProgress: (line) => lines.push(line),
    });
    const late = await startDebianServer(port);
    await expect(opening).resolves.toMatchObject({ kind: "own" });
    await late.stop();
    expect(lines).toEqual([expect.stringContaining("Waiting for the database server")]);
  });
});

interface DebianServer {
  readonly port: number;
  ask(sql: string): Promise<void>;
  stop(): Promise<void>;
}

async function startDebianServer(port?: number): Promise<DebianServer> {
  const folder = temporaryFolder("debian");
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  const [uid, gid] = [id("-u"), id("-g")];
  const data = join(folder.path, "data");
  mkdirSync(data);
  chmodSync(data, 0o700);
  chownSync(data, uid, gid);
  execFileSync(
    `${BIN}/initdb`,
    ["-D", data, "-U", "postgres", "--auth-host=scram-sha-256", "--auth-local=trust", "-E", "UTF8", "--locale=C", "-N"],
    { uid, gid, cwd: "/" },
  );
  if (port !== undefined) execFileSync("sed", ["-i", "s/scram-sha-256/trust/", join(data, "pg_hba.conf")]);
  const chosen = port ?? (await freePort());
  const child = spawn(`${BIN}/postgres`, ["-D", data, "-p", String(chosen), "-h", "127.0.0.1", "-k", data, "-c", "fsync=off"], {
    uid,
    gid,
    cwd: "/",
    stdio: "ignore",
  });
  const admin = { host: data, port: chosen, user: "postgres", database: "postgres" };
  const ask = async (sql: string): Promise<void> => {
    const client = new pg.Client(admin);
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  const isUp = () =>
    ask("select 1").then(
      () => true,
      () => false,
    );
  for (let tries = 0; tries < 150 && !(await isUp()); tries += 1) await wait(100);
  return {
    port: chosen,
    ask,
    stop: async () => {
      const gone = once(child, "exit");
      child.kill("SIGINT");
      await gone;
      folder.remove();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
