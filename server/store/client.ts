import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#prisma";

/** One pool, spoken to in SQL where a question needs it, and through Prisma where it does not. */
export interface Client {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  close(): Promise<void>;
}

/** Enough for one process that serves pages and collects from a dozen hosts; the embedded database takes several such processes. */
const MOST_CONNECTIONS = 12;

export const openClient = (config: pg.PoolConfig): Client => {
  const pool = new pg.Pool({
    max: MOST_CONNECTIONS,
    idleTimeoutMillis: 30_000,
    application_name: "culprit",
    ...config,
  });
  // A connection that was idle when the database restarted; the pool has dropped it and opens another when needed.
  pool.on("error", () => undefined);
  // Its errors get into the server's log; in any other format they quote what was to be written.
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: "minimal" });
  return {
    pool,
    prisma,
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
};
