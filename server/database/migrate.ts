import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Migration } from "./migrations.ts";
import { MIGRATIONS_FOLDER, readMigrations } from "./migrations.ts";
import { problem } from "./problem.ts";
import { statements } from "./statements.ts";

/** The key that Prisma's own tool takes, so that both never migrate at once. */
const MIGRATE_LOCK = 72_707_369;

/** Prisma's table, so that `prisma migrate` can be used on the same database. */
const TABLE = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
  logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

export interface Migrate {
  readonly folder?: string;
  readonly onProgress?: (line: string) => void;
}

/** Brings the tables up to date; resolves with the names of what was applied. Any number of processes may do this at once. */
export const migrate = async (
  config: pg.ClientConfig,
  { folder = MIGRATIONS_FOLDER, onProgress = () => undefined }: Migrate = {},
): Promise<readonly string[]> => {
  const wanted = readMigrations(folder);
  const client = new pg.Client({ ...config, application_name: "culprit migrate" });
  client.on("error", () => undefined); // Reported by the query that fails.
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATE_LOCK]);
    await client.query("set client_min_messages = warning");
    await client.query(TABLE);
    const open = pending(wanted, await recorded(client));
    for (const migration of open) {
      onProgress(`Applying the migration ${migration.name}.`);
      await apply(client, migration);
    }
    return open.map(({ name }) => name);
  } finally {
    // Gives the lock back, too.
    await client.end();
  }
};

interface Recorded {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

const recorded = async (client: pg.Client): Promise<readonly Recorded[]> => {
  const { rows } = await client.query<Recorded>(`
    select migration_name as name, checksum, finished_at is not null as finished
    from _prisma_migrations where rolled_back_at is null order by migration_name`);
  return rows;
};

const pending = (wanted: readonly Migration[], done: readonly Recorded[]): readonly Migration[] => {
  for (const { name, checksum, finished } of done) {
    const known = wanted.find((migration) => migration.name === name);
    if (known === undefined) {
      throw problem("newerSchema", {
        say: `The database has the migration ${name}, which this version of Culprit does not know: a newer version has used it.`,
        act: "Use that version or a newer one, or another database.",
      });
    }
    if (!finished) {
      throw problem("migrationFailed", {
        say: `The migration ${name} was begun by another tool and did not finish.`,
        act: "Repair it and mark it with `prisma migrate resolve`, then start again.",
      });
    }
    if (known.checksum !== checksum) {
      throw problem("migrationFailed", {
        say: `The migration ${name} in prisma/migrations is not the one that the database was made with.`,
        act: "Restore the file as it was; changes belong in a new migration.",
      });
    }
  }
  const last = done.at(-1)?.name ?? "";
  const names = new Set(done.map(({ name }) => name));
  const open = wanted.filter(({ name }) => !names.has(name));
  const late = open.find(({ name }) => name < last);
  if (late === undefined) return open;
  throw problem("migrationFailed", {
    say: `The migration ${late.name} is older than ${last}, which the database already has.`,
    act: "Give it a newer timestamp.",
  });
};

/** All or nothing: PostgreSQL rolls back tables and indices, too. */
const apply = async (client: pg.Client, migration: Migration): Promise<void> => {
  const parts = statements(migration.sql);
  await client.query("begin");
  for (const [index, { text, line }] of parts.entries()) {
    try {
      await client.query(text);
    } catch (cause) {
      await client.query("rollback");
      const first = text.split("\n").find((part) => !part.startsWith("--")) ?? text;
      throw problem(
        "migrationFailed",
        {
          say: `The migration ${migration.name} failed at statement ${index + 1} of ${parts.length} (line ${line}: ${first.slice(0, 80)}): ${String(cause)}.`,
          act: "Nothing of it was applied and the data is as it was. Mend the cause and start again.",
        },
        cause,
      );
    }
  }
  await client.query(
    "insert into _prisma_migrations (id, checksum, finished_at, migration_name, logs, applied_steps_count) values ($1, $2, clock_timestamp(), $3, null, 1)",
    [randomUUID(), migration.checksum, migration.name],
  );
  await client.query("commit");
};
