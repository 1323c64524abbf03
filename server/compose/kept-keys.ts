import { startDatabase, type Database } from "../database/database.ts";
import { runningServer } from "../database/lock.ts";
import { problem } from "../database/problem.ts";
import { noteKeysFile } from "../secrets/keyring.ts";
import type { KeyFor } from "../ssh/kept-key.ts";
import { openStore, type Store } from "../store/store.ts";
import { openArchive } from "./archive.ts";

/**
 * The SSH keys that a data folder keeps, taken once: through the database of the server that runs on it, or by opening the folder for a moment. They are unsealed
 * one by one when somebody logs in, with the installation's keys of that folder.
 * @throws DatabaseProblem
 */
export async function takeKeptKeys(dataFolder: string, databaseUrl?: string): Promise<KeyFor> {
  const running = await runningServer(dataFolder);
  if (running === null && (databaseUrl ?? "") === "") {
    const archive = await openArchive(dataFolder);
    return archive.keptKeys().finally(() => archive.close());
  }
  noteKeysFile(dataFolder);
  if (running?.database !== undefined) return taken(await openStore(running.database));
  if ((databaseUrl ?? "") === "")
    throw problem("inUse", {
      say: "The server that runs on this data folder keeps its keys in a PostgreSQL of its own.",
      act: "Set DATABASE_URL as it is set for the server.",
    });
  const database: Database = await startDatabase({ dataFolder, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  return taken(await openStore(database.pool)).finally(() => database.stop());
}

const taken = (store: Store): Promise<KeyFor> => store.safe.taken().finally(() => store.close());
