import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { runAs } from "./account.ts";
import { DATABASE, ROLE } from "./cluster.ts";
import type { Place } from "./place.ts";
import { codeOf, problem } from "./problem.ts";

/** Held by the process that owns the database, for as long as it lives. */
export const OWNER_LOCK = 0x43_55_4c_50;

const LONGEST_WAIT_MS = 60_000;

/** A session whose process was killed holds the lock until PostgreSQL reads the end of its connection, which waits for a statement that is running. */
const LAST_SESSION_MS = 2000;

/**
 * Ends what an earlier Culprit left running when it was killed together with its watchdog.
 * A database whose owner still lives (in another container on the same folder) is refused, not ended.
 */
export const clearLeftover = async (place: Place, say: (line: string) => void): Promise<void> => {
  if (processesIn(place.cluster).length === 0) return removeStaleFiles(place);
  if (await hasOwner(place)) throw inUse(place);
  say("Ending the database that an interrupted Culprit left running.");
  await end(place);
  removeStaleFiles(place);
};

export const inUse = (place: Place): Error =>
  problem("inUse", {
    say: `Another Culprit is using the database in ${place.home}.`,
    act: "Stop it first, or choose another folder with --data.",
  });

/**
 * Every process of a cluster has it as its working folder. PostgreSQL's own test, whether the process id in postmaster.pid is alive,
 * is fooled when that number was given to another program meanwhile.
 */
export const processesIn = (cluster: string): readonly number[] => {
  const real = realpathSync(cluster);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingFolder(pid) === real);
};

const workingFolder = (pid: number): string | null => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    // Ended meanwhile, or somebody else's, which a process of ours never is.
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(codeOf(error))) return null;
    throw error;
  }
};

/** Asks the running database whether its owner holds the lock. Waits while it is starting or stopping. */
const hasOwner = async (place: Place): Promise<boolean> => {
  const deadline = Date.now() + LONGEST_WAIT_MS;
  let heldUntil = Infinity;
  while (processesIn(place.cluster).length > 0 && Date.now() < deadline) {
    const client = new pg.Client({
      host: socketOf(place),
      user: ROLE,
      database: DATABASE,
      connectionTimeoutMillis: 2000,
    });
    client.on("error", () => undefined); // It may end under us, which is what we are here for.
    try {
      await client.connect();
      const { rows } = await client.query<{ free: boolean }>("select pg_try_advisory_lock($1) as free", [OWNER_LOCK]);
      if (rows[0]?.free !== false) return false;
      heldUntil = Math.min(heldUntil, Date.now() + LAST_SESSION_MS);
      if (Date.now() >= heldUntil) return true;
      await wait(200);
    } catch (error) {
      // 3D000: it was killed before its database was made, so nobody works with it.
      if (codeOf(error) === "3D000" || postmasterIsGone(place)) return false;
      await wait(200);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
};

const socketOf = (place: Place): string => pidFile(place)[4] || place.sockets;

const pidFile = (place: Place): readonly string[] => {
  try {
    return readFileSync(join(place.cluster, "postmaster.pid"), "utf8").split("\n");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
};

/** Its other processes see that and end by themselves. */
const postmasterIsGone = (place: Place): boolean => !processesIn(place.cluster).includes(Number(pidFile(place)[0]));

/** First politely, then by the signal that makes it recover at the next start, then for good. */
const end = async (place: Place): Promise<void> => {
  for (const [signal, patienceMs] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 8000],
    ["SIGKILL", 5000],
  ] as const) {
    const postmaster = Number(pidFile(place)[0]);
    const all = processesIn(place.cluster);
    const targets = signal === "SIGKILL" || !all.includes(postmaster) ? all : [postmaster];
    for (const pid of targets) signalProcess(pid, signal);
    for (const until = Date.now() + patienceMs; Date.now() < until; await wait(50)) {
      if (processesIn(place.cluster).length === 0) return;
    }
  }
  throw problem("inUse", {
    say: `Processes of the database in ${place.cluster} do not end: ${processesIn(place.cluster).join(", ")}.`,
    act: "Restart the machine or look at them with ps.",
  });
};

const signalProcess = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
};

/** Only when no process of the cluster is left, which PostgreSQL itself cannot know: a dead parent that nobody waits for still has its number. */
const removeStaleFiles = (place: Place): void => {
  const socket = join(place.sockets, ".s.PGSQL.5432");
  const stale = [join(place.cluster, "postmaster.pid"), `${socket}.lock`, socket].filter((file) => existsSync(file));
  if (stale.length > 0) runAs(place.account, ["/bin/rm", "-f", "--", ...stale]);
};
