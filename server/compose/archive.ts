import { randomUUID } from "node:crypto";
import type { Visitor } from "../access/rights.ts";
import { startDatabase } from "../database/database.ts";
import { lockDataFolder } from "../database/lock.ts";
import { migrate } from "../database/migrate.ts";
import { perform } from "../door/perform.ts";
import type { ActResult } from "../door/action.ts";
import { exportOf, type Exported } from "../read/export-of.ts";
import { notedKeyring, noteKeysFile } from "../secrets/keyring.ts";
import { recordsText } from "../records/file.ts";
import { notedHead, noteHeadFile } from "../records/head.ts";
import { signerOf } from "../records/signature.ts";
import type { KeyFor } from "../ssh/kept-key.ts";
import { openStore } from "../store/store.ts";

/** A data folder without a server: what is kept there can be taken out, and something can be brought in. Nothing is collected. */
export interface Archive {
  records(): Promise<string>;
  exportOf(which: string, format: "json" | "markdown"): Promise<Exported | null>;
  /** Kept SSH keys as they are now; they can be used after this is closed. */
  keptKeys(): Promise<KeyFor>;
  import(visitor: Visitor, bundle: string): Promise<ActResult>;
  close(): Promise<void>;
}

/** @throws DatabaseProblem, also when somebody else uses the folder */
export async function openArchive(dataFolder: string, databaseUrl?: string): Promise<Archive> {
  const undo: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    const lock = await lockDataFolder(dataFolder);
    undo.push(() => lock.release());
    noteKeysFile(lock.folder);
    noteHeadFile(lock.folder);
    const database = await startDatabase({ dataFolder: lock.folder, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    undo.push(() => database.stop());
    await migrate(database.pool);
    const store = await openStore(database.pool);
    undo.push(() => store.close());
    const refuse = (): never => {
      throw new TypeError("nothing is collected without a server");
    };
    const office = {
      journal: store.journal,
      inventory: store.inventory,
      keys: store.keys,
      archive: store,
      records: store.records,
      enqueue: refuse,
      newId: randomUUID,
    };
    return {
      records: async () => {
        const [signer, head] = [signerOf(await notedKeyring()), notedHead()];
        return recordsText(await store.records.all(), { signer, now: new Date(), head });
      },
      exportOf: (which, format) => exportOf(store, which, format),
      keptKeys: () => store.safe.taken(),
      import: (visitor, bundle) => perform(office, visitor, { do: "import", bundle }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
