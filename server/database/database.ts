import type { Database, StartDatabase } from "./running.ts";
import { startEmbedded } from "./embedded.ts";
import { openOwn } from "./own.ts";

export type { Database, StartDatabase };

/** Rejects with a DatabaseProblem (problem.ts) when something outside Culprit is in the way. */
export const startDatabase = (options: StartDatabase): Promise<Database> =>
  options.databaseUrl === undefined || options.databaseUrl === ""
    ? startEmbedded(options)
    : openOwn(options.databaseUrl, options.onProgress);
