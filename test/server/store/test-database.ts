import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startDatabase } from "#server/database/database.ts";
import { migrate } from "#server/database/migrate.ts";

export interface TestDatabase {
  /** A database of its own with all tables, cloned in a tenth of a second. */
  fresh(): Promise<pg.ClientConfig>;
  /** One without tables. */
  empty(): Promise<pg.ClientConfig>;
  stop(): Promise<void>;
}

/**
 * In memory where there is room for it. No test cuts the power, so none needs the disk to keep what was written, and waiting for the disk is
 * half of what a new database costs.
 */
const MEMORY = "/dev/shm";
const ROOM_BYTES = 4 * 2 ** 30;

const hasRoom = (folder: string): boolean => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= ROOM_BYTES;
};

/** Folders whose test was killed would keep their memory until the machine starts anew. */
const clearDead = (): void => {
  for (const name of readdirSync(MEMORY)) {
    const pid = /^culprit-[a-z-]+-(\d+)-\w{6}$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(MEMORY, name), { recursive: true, force: true });
  }
};

const inMemory = (): boolean => {
  if (!existsSync(MEMORY)) return false;
  clearDead();
  return hasRoom(MEMORY);
};

/** A folder that PostgreSQL's account can pass through, as a data folder needs it. */
export const temporaryFolder = (name: string): { readonly path: string; remove(): void } => {
  const path = mkdtempSync(join(inMemory() ? MEMORY : tmpdir(), `culprit-${name}-${process.pid}-`));
  chmodSync(path, 0o711);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

/** A real PostgreSQL for one test file. */
export const openTestDatabase = async (): Promise<TestDatabase> => {
  const folder = temporaryFolder("test");
  const database = await startDatabase({ dataFolder: join(folder.path, "data") });
  const create = async (template: string): Promise<pg.ClientConfig> => {
    const name = `test_${randomUUID().replaceAll("-", "")}`;
    const client = new pg.Client({ ...database.pool, database: "postgres" });
    await client.connect();
    await client.query(`create database ${name} template ${template}`);
    await client.end();
    return { ...database.pool, database: name };
  };
  const template = await create("template0");
  await migrate(template);
  return {
    fresh: () => create(template.database ?? ""),
    empty: () => create("template0"),
    stop: async () => {
      await database.stop();
      folder.remove();
    },
  };
};
