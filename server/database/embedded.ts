import { existsSync, rmSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { findBinaries } from "./binaries.ts";
import type { Binaries } from "./binaries.ts";
import { LOCKED, startChild } from "./child.ts";
import type { Child } from "./child.ts";
import { DATABASE, ensureCluster, ROLE } from "./cluster.ts";
import type { Database, StartDatabase } from "./running.ts";
import { explain } from "./explain.ts";
import { prepareDataFolder } from "./folder.ts";
import { clearLeftover, inUse, OWNER_LOCK } from "./leftover.ts";
import { findPlace } from "./place.ts";
import type { Place } from "./place.ts";
import { codeOf } from "./problem.ts";

/** A real PostgreSQL of our own, on a unix socket only, for as long as this process lives. */
export const startEmbedded = async ({ dataFolder, onProgress = () => undefined }: StartDatabase): Promise<Database> => {
  const folder = prepareDataFolder(dataFolder);
  const place = findPlace(folder);
  const binaries = findBinaries(place.account, place.programs);
  if (!existsSync(place.cluster))
    onProgress(`Creating the database in ${place.home} (PostgreSQL ${binaries.version}, as ${place.account.name}).`);
  else await clearLeftover(place, onProgress);
  ensureCluster(place, binaries);
  const supervisor = supervise(place, binaries, onProgress);
  await supervisor.ready;
  return {
    kind: "embedded",
    about: `PostgreSQL ${binaries.version} in ${place.home}, as ${place.account.name}`,
    pool: connection(place, DATABASE),
    stop: supervisor.stop,
  };
};

const connection = (place: Place, database: string): pg.ClientConfig => ({
  host: place.sockets,
  user: ROLE,
  database,
  connectionTimeoutMillis: 10_000,
});

interface Supervisor {
  readonly ready: Promise<void>;
  readonly stop: () => Promise<void>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A database that ran this long had started well; the next pause is short again. */
const SETTLED_MS = 60_000;

/** Keeps the child running until `stop`. Its first start decides; after that it is restarted for as long as it takes. */
const supervise = (place: Place, binaries: Binaries, say: (line: string) => void): Supervisor => {
  let child = startChild(place, binaries);
  let owner: pg.Client | null = null;
  const stopping = new AbortController();

  const open = async (): Promise<void> => {
    owner = await whenReady(place, child, say);
  };
  const keep = async (): Promise<void> => {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const since = Date.now();
      const { code } = await child.gone;
      if (stopping.signal.aborted) return;
      if (Date.now() - since > SETTLED_MS) pauseMs = FIRST_PAUSE_MS;
      say(`The database ended by itself (exit code ${code}); starting it again.`);
      await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await clearLeftover(place, say);
      child = startChild(place, binaries);
      await open().then(
        () => say("The database is running again."),
        (error: unknown) => say(String(error)),
      );
    }
  };
  const ready = open();
  // A child that never became ready is the first start's failure, not something to repeat.
  const kept = ready.then(keep, () => undefined);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await owner?.end().catch(() => undefined);
    await finish(child, place);
    await kept;
  };
  return { ready, stop };
};

const finish = async (child: Child, place: Place): Promise<void> => {
  child.finish();
  const late = new AbortController();
  await Promise.race([child.gone, wait(15_000, undefined, { signal: late.signal }).catch(() => undefined)]);
  late.abort();
  if (existsSync(place.cluster)) await clearLeftover(place, () => undefined);
  // Outside the data folder nobody else would remove it.
  if (!place.sockets.startsWith(place.home)) rmSync(place.sockets, { recursive: true, force: true });
};

/** Connects as soon as that is possible, makes the database when it is missing, and takes the owner's lock on a connection that stays open. */
const whenReady = async (place: Place, child: Child, say: (line: string) => void): Promise<pg.Client> => {
  let gone: Awaited<Child["gone"]> | null = null;
  void child.gone.then((how) => {
    gone = how;
  });
  const ended = () => gone;
  for (let tries = 0; ; tries += 1) {
    const how = ended();
    if (how !== null) throw how.code === LOCKED ? inUse(place) : explain(how.output, place, `it ended with exit code ${how.code}`);
    try {
      return await takeOwnership(place);
    } catch (error) {
      if (!notYet(error)) {
        child.finish();
        throw error;
      }
      if (tries === 200) say("The database is recovering after an unclean stop; this can take a while.");
      await wait(Math.min(10 + tries * 5, 100));
    }
  }
};

const takeOwnership = async (place: Place): Promise<pg.Client> => {
  const client = await connect(connection(place, DATABASE)).catch(async (error: unknown) => {
    if (codeOf(error) !== "3D000") throw error;
    const first = await connect(connection(place, "postgres"));
    await first.query(`create database ${DATABASE}`);
    await first.end();
    return connect(connection(place, DATABASE));
  });
  const { rows } = await client.query<{ mine: boolean }>("select pg_try_advisory_lock($1) as mine", [OWNER_LOCK]);
  if (rows[0]?.mine === true) return client;
  await client.end();
  throw inUse(place);
};

const connect = async (config: pg.ClientConfig): Promise<pg.Client> => {
  const client = new pg.Client({ ...config, application_name: "culprit owner" });
  client.on("error", () => undefined); // The database ended; its supervisor knows.
  await client.connect();
  return client;
};

/** No socket yet, nobody listening on an old one, or "the database system is starting up" (57P03); dropped while it started. */
const notYet = (error: unknown): boolean =>
  ["ENOENT", "ECONNREFUSED", "ECONNRESET", "57P03", "57P01", "EPIPE"].includes(codeOf(error)) ||
  (error instanceof Error && /Connection terminated|timeout expired/.test(error.message));
