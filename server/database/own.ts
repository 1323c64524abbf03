import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import type { Database } from "./running.ts";
import { codeOf, problem } from "./problem.ts";

/** The oldest version that Culprit is tested with is 15; 13 has everything that is used. */
const OLDEST_MAJOR = 13;

/** How long to wait for a server that is starting beside us, as in a compose file. */
const PATIENCE_MS = 15_000;

/** A PostgreSQL that the operator runs. It is checked, never changed beyond Culprit's own tables. */
export const openOwn = async (databaseUrl: string, say: (line: string) => void = () => undefined): Promise<Database> => {
  const about = withoutPassword(databaseUrl);
  const config: pg.ClientConfig = {
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  };
  const client = await connectPatiently(config, about, say);
  try {
    await check(client, about);
  } finally {
    await client.end();
  }
  return { kind: "own", about, pool: config, stop: () => Promise.resolve() };
};

const withoutPassword = (databaseUrl: string): string => {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null;
  if (url === null || !["postgres:", "postgresql:"].includes(url.protocol)) {
    throw problem("badUrl", {
      say: "DATABASE_URL is not the address of a PostgreSQL server.",
      act: "It has the form postgresql://user:password@host:5432/database.",
    });
  }
  return `${url.protocol}//${url.username === "" ? "" : `${url.username}@`}${url.host}${url.pathname}`;
};

const connectPatiently = async (config: pg.ClientConfig, about: string, say: (line: string) => void): Promise<pg.Client> => {
  const deadline = Date.now() + PATIENCE_MS;
  for (let told = false; ; told = true) {
    const client = new pg.Client(config);
    client.on("error", () => undefined); // Reported by the query that fails.
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!["ECONNREFUSED", "57P03"].includes(codeOf(error)) || Date.now() > deadline) throw connectProblem(error, about);
      if (!told) say(`Waiting for the database server ${about}.`);
      await wait(500);
    }
  }
};

const connectProblem = (error: unknown, about: string): Error => {
  const detail = error instanceof Error ? error.message || codeOf(error) : String(error);
  const code = codeOf(error);
  if (code === "28P01" || code === "28000")
    return problem(
      "refused",
      {
        say: `The database server ${about} refused the user or the password: ${detail}.`,
        act: "Check DATABASE_URL and the server's pg_hba.conf.",
      },
      error,
    );
  if (code === "3D000")
    return problem(
      "refused",
      {
        say: `The database that ${about} names does not exist.`,
        act: "Create it with createdb, encoding UTF8.",
      },
      error,
    );
  if (code === "53300")
    return problem("refused", { say: `The database server ${about} has no connection left.`, act: "Raise its max_connections." }, error);
  return problem(
    "unreachable",
    {
      say: `The database server ${about} cannot be reached: ${detail}.`,
      act: "Check that it runs and that DATABASE_URL names it; without DATABASE_URL Culprit brings its own.",
    },
    error,
  );
};

const check = async (client: pg.Client, about: string): Promise<void> => {
  const { rows } = await client.query<{
    version: number;
    encoding: string;
    may: boolean;
    readonly: boolean;
  }>(`
    select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
      has_schema_privilege(current_schema(), 'create') as may, pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool as readonly`);
  const found = rows[0];
  if (found === undefined) throw new Error("The database server answered nothing.");
  const refuse = (say: string, act: string) => problem("refused", { say: `${say} (${about})`, act });
  if (found.version < OLDEST_MAJOR * 10_000)
    throw refuse(`PostgreSQL ${Math.floor(found.version / 10_000)} is too old.`, `Culprit needs ${OLDEST_MAJOR} or newer.`);
  if (found.encoding !== "UTF8") throw refuse(`The database's encoding is ${found.encoding}.`, "Create it with encoding UTF8.");
  if (found.readonly) throw refuse("The database can only be read.", "Name the primary server in DATABASE_URL.");
  if (!found.may) throw refuse("The user may not create tables in the database.", "Make the user the owner of the database.");
};
