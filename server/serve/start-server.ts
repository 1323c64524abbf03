import { openWorkplace } from "../compose/workplace.ts";
import { startDatabase } from "../database/database.ts";
import { lockDataFolder } from "../database/lock.ts";
import { migrate } from "../database/migrate.ts";
import { openQueue } from "../store/queue.ts";
import { openStore } from "../store/store.ts";
import { closeWeb, DATABASE_VARIABLE } from "../web.ts";
import { listen } from "./listen.ts";
import { openPages } from "./pages.ts";

export interface ServerOptions {
  readonly root: string;
  readonly host: string;
  readonly port: number;
  /** Refuse instead of taking the next free port. */
  readonly exactPort: boolean;
  readonly dataFolder: string;
  readonly databaseUrl?: string;
  readonly say: (line: string) => void;
}

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts everything in the order in which it depends on each other, and takes it down in the opposite order, also when a later step fails.
 * @throws DatabaseProblem and what `listen` throws
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const undo: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) {
      // One part that cannot be stopped must not keep the others running.
      await step().catch((error: unknown) => options.say(`stop       ${error instanceof Error ? error.message : String(error)}`));
    }
  };
  try {
    return { url: await startAll(options, undo), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(options: ServerOptions, undo: (() => Promise<void>)[]): Promise<string> {
  const { say, root, host } = options;
  const lock = await lockDataFolder(options.dataFolder);
  undo.push(() => lock.release());
  say("database   starting");
  const database = await startDatabase({
    dataFolder: lock.folder,
    onProgress: (line) => say(`database   ${line}`),
    ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
  });
  undo.push(() => database.stop());
  const applied = await migrate(database.pool, { onProgress: (line) => say(`database   ${line}`) });
  say(
    `database   ready: ${database.about}${applied.length > 0 ? `, ${applied.length} migration${applied.length > 1 ? "s" : ""} applied` : ""}`,
  );
  process.env[DATABASE_VARIABLE] = JSON.stringify(database.pool);
  process.env["CULPRIT_ROOT"] = root;

  const store = await openStore(database.pool);
  undo.push(() => store.close());
  const queue = await openQueue(database.pool);
  undo.push(() => queue.stop());
  const workplace = await openWorkplace({ dataFolder: lock.folder, store, queue, say, alone: database.kind === "embedded" });
  undo.push(() => workplace.close());

  const pages = await openPages(root, host);
  undo.push(() => pages.close(), closeWeb);
  const listening = await listen(pages.handle, { host, port: options.port, exact: options.exactPort });
  undo.push(() => listening.close());
  pages.setPort(listening.port);
  if (options.port !== 0 && listening.port !== options.port) say(`port       ${options.port} is taken; using ${listening.port}`);
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${listening.port}`;
  lock.announce({ url });
  listening.server.on("error", (error) => say(`web        ${error.message}`));
  return url;
}
