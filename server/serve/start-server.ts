import { openWorkplace } from "../compose/workplace.ts";
import { startDatabase } from "../database/database.ts";
import { lockDataFolder } from "../database/lock.ts";
import { migrate } from "../database/migrate.ts";
import { openQueue } from "../store/queue.ts";
import { openStore } from "../store/store.ts";
import { setEntry } from "../access/entry.ts";
import { newLink } from "../door/people.ts";
import { watchEventLoop } from "../metrics/event-loop.ts";
import { noteAbout } from "../installation.ts";
import { closeWeb, DATABASE_VARIABLE } from "../web.ts";
import { proxyList } from "./gate.ts";
import { isLoopback } from "./guard.ts";
import { listen } from "./listen.ts";
import { openPages } from "./pages.ts";
import { LOOPBACK, type Reach } from "./reach.ts";

export interface ServerOptions {
  readonly root: string;
  readonly host: string;
  readonly port: number;
  /** Refuse instead of taking the next free port. */
  readonly exactPort: boolean;
  readonly dataFolder: string;
  readonly databaseUrl?: string;
  /** Who can connect, and how they are known; without, the local user alone. */
  readonly reach?: Reach;
  /** Print a link that makes an administrator, also where there is one. */
  readonly adminLink?: boolean;
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
  const { say, root, host, reach = LOOPBACK } = options;
  // Said in better words where people say what they want (reach.ts). Whoever else calls this does not get around it.
  if (!isLoopback(host) && !reach.accounts)
    throw new TypeError(`${host}: nobody but this machine's own people may connect without accounts`);
  undo.push(watchEventLoop());
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
  noteAbout({ dataFolder: lock.folder, database: database.about });

  const store = await openStore(database.pool);
  undo.push(() => store.close());
  const queue = await openQueue(database.pool);
  undo.push(() => queue.stop());
  const workplace = await openWorkplace({ dataFolder: lock.folder, store, queue, say, alone: database.kind === "embedded" });
  undo.push(() => workplace.close());

  const pages = await openPages(root, host);
  undo.push(() => pages.close(), closeWeb);
  const listening = await listen(pages.handle, { host, port: options.port, exact: options.exactPort, tls: reach.tls });
  undo.push(() => listening.close());
  if (options.port !== 0 && listening.port !== options.port) say(`port       ${options.port} is taken; using ${listening.port}`);
  const url = reach.origin ?? `http://${host.includes(":") ? `[${host}]` : host}:${listening.port}`;
  // Once there are accounts they count, whatever a later start says.
  const accounts = reach.accounts || (await store.access.accounts.count()) > 0;
  setEntry({ accounts, origin: url, ...(reach.provider === undefined ? {} : { provider: reach.provider }) });
  if (accounts && (options.adminLink === true || !(await store.access.accounts.hasAdmin()))) {
    const link = await newLink(store.access, null);
    say(`accounts   open this link to become an administrator; it works once:\n           ${link}`);
  }
  const proxies = reach.proxies === null ? null : proxyList(reach.proxies);
  pages.open({ origin: reach.origin, tls: reach.tls !== null, proxies, accounts }, listening.port);
  const { host: socket, user, database: name } = database.pool;
  const embedded = database.kind === "embedded" && socket !== undefined && user !== undefined && name !== undefined;
  // Commands on the same folder go through it: nobody else may open the folder meanwhile.
  lock.announce({ url, ...(embedded ? { database: { host: socket, user, database: name } } : {}) });
  listening.server.on("error", (error) => say(`web        ${error.message}`));
  return url;
}
