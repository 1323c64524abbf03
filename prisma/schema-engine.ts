import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import type { SqlDriverAdapter, SqlQuery, SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import pg from "pg";
import type { ClientConfig } from "pg";
import { MIGRATIONS_FOLDER, readMigrations } from "#server/database/migrations.ts";

const SCHEMA_FILE = fileURLToPath(new URL("schema.prisma", import.meta.url));
const FILTERS = { externalTables: [], externalEnums: [] };

/** Prisma's own schema engine as WebAssembly: the native one is not in npm, and machines without internet cannot fetch it. */
const withEngine = async <T>(database: ClientConfig, use: (engine: glue.SchemaEngine) => Promise<T>): Promise<T> => {
  await (loaded ??= load());
  const opened: SqlDriverAdapter[] = [];
  const adapter = bindMigrationAwareSqlAdapterFactory(adapterFor(database, opened));
  try {
    return await use(await glue.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter));
  } finally {
    // The engine leaves its connection open, and with it its lock on the migrations.
    for (const connection of opened) await connection.dispose();
  }
};

/** Once in a process: the glue code remembers the memory of the first instance. */
let loaded: Promise<void> | null = null;

const load = async (): Promise<void> => {
  const bytes = await readFile(new URL("schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg")));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": { ...glue } });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports["__wbindgen_start"];
  if (typeof start === "function") start();
};

/** With a shadow database of our own: the one of PrismaPg drops it before it has left it, and dies of that. */
const adapterFor = (database: ClientConfig, opened: SqlDriverAdapter[]): SqlMigrationAwareDriverAdapterFactory => {
  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: async () => {
      const connection = await open(database);
      opened.push(connection);
      return connection;
    },
    connectToShadowDb: async () => {
      const name = `culprit_shadow_${randomUUID().replaceAll("-", "")}`;
      await execute(database, `create database ${name}`);
      const shadow = await open({ ...database, database: name });
      const leave = shadow.dispose.bind(shadow);
      return Object.assign(shadow, {
        dispose: async () => {
          await leave();
          await execute(database, `drop database ${name} with (force)`);
        },
      });
    },
  };
};

/** Single characters of the catalog tables (type "char"), which @prisma/adapter-pg 7.10 does not know, are announced as such. */
const open = async (config: ClientConfig): Promise<SqlDriverAdapter> => {
  const pool = new pg.Pool(config);
  const characters = new Set<string>();
  const query = pool.query.bind(pool);
  const known = Object.assign(pool, {
    query: async (asked: pg.QueryConfig) => {
      const result = await query(asked);
      for (const field of result.fields) {
        if (field.dataTypeID !== OID_CHAR) continue;
        characters.add(field.name);
        field.dataTypeID = OID_TEXT;
      }
      return result;
    },
  });
  const adapter: SqlDriverAdapter = await new PrismaPg(known, {
    disposeExternalPool: true,
    onPoolError: () => undefined,
  }).connect();
  const raw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    queryRaw: async (asked: SqlQuery) => {
      const result = await raw(asked);
      return {
        ...result,
        columnTypes: result.columnTypes.map((type, at) => (characters.has(result.columnNames[at] ?? "") ? ColumnTypeEnum.Character : type)),
      };
    },
  });
};

const OID_CHAR = 18;
const OID_TEXT = 25;

const execute = async (database: ClientConfig, sql: string): Promise<void> => {
  const client = new pg.Client(database);
  await client.connect();
  await client.query(sql);
  await client.end();
};

const migrationList = () => ({
  baseDir: MIGRATIONS_FOLDER,
  lockfile: { path: "./migration_lock.toml", content: 'provider = "postgresql"\n' },
  shadowDbInitScript: "",
  migrationDirectories: readMigrations(MIGRATIONS_FOLDER).map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: sql } },
  })),
});

/** SQL that leads from the migrations to schema.prisma; null when they agree. `database` lends a server for a shadow database. */
export const difference = (database: ClientConfig): Promise<string | null> =>
  withEngine(database, async (engine) => {
    const schema = { files: [{ path: SCHEMA_FILE, content: await readFile(SCHEMA_FILE, "utf8") }] };
    const { exitCode, stdout } = await engine.diff({
      from: { tag: "migrations", ...migrationList() },
      to: { tag: "schemaDatamodel", ...schema },
      script: true,
      exitCode: true,
      filters: FILTERS,
    });
    return exitCode === 2 ? stdout : null;
  });

/** What `prisma migrate deploy` would do: applies what is missing and names it. */
export const deploy = (database: ClientConfig): Promise<readonly string[]> =>
  withEngine(database, async (engine) => {
    const applied = await engine.applyMigrations({ migrationsList: migrationList(), filters: FILTERS });
    return applied.appliedMigrationNames;
  });
