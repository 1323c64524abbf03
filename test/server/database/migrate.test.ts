import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { migrate } from "#server/database/migrate.ts";
import { MIGRATIONS_FOLDER, readMigrations } from "#server/database/migrations.ts";
import { deploy, difference } from "../../../prisma/schema-engine.ts";
import { openTestDatabase, temporaryFolder } from "../store/test-database.ts";
import type { TestDatabase } from "../store/test-database.ts";

let server: TestDatabase;
beforeAll(async () => {
  server = await openTestDatabase();
});
afterAll(() => server?.stop());

const folderOf = (migrations: Readonly<Record<string, string>>): string => {
  const { path, remove } = temporaryFolder("migrations");
  onTestFinished(remove);
  for (const [name, sql] of Object.entries(migrations)) {
    mkdirSync(join(path, name));
    writeFileSync(join(path, name, "migration.sql"), sql);
  }
  return path;
};
const ask = async (config: pg.ClientConfig, sql: string): Promise<readonly Record<string, unknown>[]> => {
  const client = new pg.Client(config);
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
};
const tables = async (config: pg.ClientConfig) =>
  (await ask(config, "select tablename from pg_tables where schemaname = 'public' order by 1")).map(({ tablename }) => tablename);

const FIRST = { "1_first": "create table a (x int);" };

describe("the migrations that ship", () => {
  const shipped = readMigrations(MIGRATIONS_FOLDER).map(({ name }) => name);

  it("lead exactly to schema.prisma", async () => {
    expect(await difference(await server.empty())).toBeNull();
  });

  it("are applied once, also by two processes at the same time", async () => {
    const config = await server.empty();
    const applied = await Promise.all([migrate(config), migrate(config), migrate(config)]);
    expect(applied.filter((names) => names.length > 0)).toEqual([shipped]);
    expect(await migrate(config)).toEqual([]);
  });

  it("are taken as applied by Prisma's own engine", async () => {
    const config = await server.fresh();
    expect(await deploy(config)).toEqual([]);
  });

  it("are taken as applied by ours after Prisma's engine has applied them", async () => {
    const config = await server.empty();
    expect(await deploy(config)).toEqual(shipped);
    expect(await migrate(config)).toEqual([]);
  });
});

describe("a migration", () => {
  it("that fails is rolled back, and the message names its statement", async () => {
    const config = await server.empty();
    const folder = folderOf({
      ...FIRST,
      "2_second": "create table b (x int);\n\n-- why\ninsert into b values ('no');\ncreate table c ();",
    });
    await expect(migrate(config, { folder })).rejects.toMatchObject({
      name: "DatabaseProblem",
      kind: "migrationFailed",
      say: expect.stringMatching(/2_second failed at statement 2 of 3 \(line 3: insert into b values .*invalid input syntax/),
    });
    expect(await tables(config)).toEqual(["_prisma_migrations", "a"]);
    const mended = folderOf({ ...FIRST, "2_second": "create table b (x int);" });
    expect(await migrate(config, { folder: mended })).toEqual(["2_second"]);
  });

  it("that this version does not know stops it: the database is newer", async () => {
    const config = await server.empty();
    await migrate(config, { folder: folderOf({ ...FIRST, "2_newer": "create table b ();" }) });
    await expect(migrate(config, { folder: folderOf(FIRST) })).rejects.toMatchObject({ kind: "newerSchema" });
  });

  it("that was changed after it was applied is refused", async () => {
    const config = await server.empty();
    await migrate(config, { folder: folderOf(FIRST) });
    const changed = folderOf({ "1_first": "create table a (x int, y int);" });
    await expect(migrate(config, { folder: changed })).rejects.toThrow(/1_first .* is not the one that the database was made with/);
  });

  it("that is older than what the database has is refused", async () => {
    const config = await server.empty();
    await migrate(config, { folder: folderOf({ "2_b": "create table b ();" }) });
    await expect(migrate(config, { folder: folderOf({ "1_a": "create table a ();", "2_b": "create table b ();" }) })).rejects.toThrow(
      /1_a is older/,
    );
    expect(await tables(config)).not.toContain("a");
  });

  it("that another tool left unfinished is refused", async () => {
    const config = await server.empty();
    const folder = folderOf(FIRST);
    await migrate(config, { folder });
    await ask(config, "update _prisma_migrations set finished_at = null");
    await expect(migrate(config, { folder })).rejects.toThrow(/did not finish/);
    await ask(config, "update _prisma_migrations set rolled_back_at = now()");
    await expect(migrate(config, { folder })).rejects.toThrow(/already exists/);
  });
});
