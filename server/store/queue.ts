import pg from "pg";
import type { ConstructorOptions } from "pg-boss";
import { PgBoss } from "pg-boss";
import { openWatches } from "./watches.ts";

/** Puts investigations and sweeps in line for a worker. */
export interface Sender {
  /** More than once is once: at most one entry waits for each investigation. */
  enqueue(investigationId: string): Promise<void>;
  /** Likewise. The hosts of a sweep do not stand in line themselves: however many there are, investigations do not wait for them. */
  enqueueSweep(sweepId: string): Promise<void>;
  stop(): Promise<void>;
}

export interface Queue extends Sender {
  /**
   * Calls `handler` for one investigation at a time each, `concurrency` investigations at once. "busy": somebody else has it, ask again soon.
   * Delivery is at least once; a handler that throws is called again, later and later.
   */
  work(
    handler: (investigationId: string, signal: AbortSignal) => Promise<"done" | "busy">,
    options: { readonly concurrency: number },
  ): Promise<void>;
  /** The same for sweeps. */
  workSweeps(handler: (sweepId: string, signal: AbortSignal) => Promise<void>, options: { readonly concurrency: number }): Promise<void>;
  /**
   * Enqueues every running investigation that nobody works on, and says how many. `alone`: no other process can be working
   * (the database was just started for this one), so what an earlier process held when it was killed is free at once.
   */
  recover(options?: { readonly alone?: boolean }): Promise<number>;
}

export interface QueueOptions {
  readonly onTrouble?: (message: string) => void;
}

const toStderr = (message: string): void => void process.stderr.write(`${message}\n`);

const QUEUE = "investigation";
const SWEEPS = "sweep";
/** pg-boss allows no shorter one. A worker that was killed is noticed this long after its last sign of life. */
const HEARTBEAT_S = 10;
/** An armed watch waits for hours; the heartbeat tells a long job from a dead one. */
const LONGEST_JOB_S = 86_000;
const ASK_AGAIN_AFTER_S = 2;
/** Jobs are announced at once; polling only finds what was announced while the connection was away. */
const POLL_S = 2;

export const openQueue = async (config: pg.PoolConfig, { onTrouble = toStderr }: QueueOptions = {}): Promise<Queue> => {
  const pool = smallPool(config);
  const boss = await start(
    { ...config, max: 4, application_name: "culprit queue" } as ConstructorOptions,
    { useListenNotify: true, superviseIntervalSeconds: 5, monitorIntervalSeconds: 5 },
    onTrouble,
  );
  const send = (id: string, afterSeconds = 0) => boss.send(QUEUE, { id }, { singletonKey: id, group: { id }, startAfter: afterSeconds });
  return {
    enqueue: async (id) => {
      await send(id);
    },
    enqueueSweep: (id) => sendSweep(boss, id),
    workSweeps: (handler, options) => workSweeps(boss, { handler, onTrouble, ...options }),
    work: async (handler, { concurrency }) => {
      const worker = await boss.work<{ id: string }>(
        QUEUE,
        {
          localConcurrency: concurrency,
          groupConcurrency: 1,
          batchSize: 1,
          pollingIntervalSeconds: POLL_S,
          notifyPollingIntervalSeconds: POLL_S,
        },
        async ([job]) => {
          if (job === undefined) return;
          try {
            if ((await handler(job.data.id, job.signal)) === "busy") await send(job.data.id, ASK_AGAIN_AFTER_S);
          } catch (error) {
            onTrouble(`investigation ${job.data.id}: ${String(error)}`);
            throw error;
          } finally {
            // What was enqueued meanwhile was held back; it may go on once this job is marked as done.
            setTimeout(() => boss.notifyWorker(worker), 20).unref();
          }
        },
      );
    },
    recover: async ({ alone = false } = {}) => {
      if (alone) await releaseAll(pool);
      const left = await leftOver(pool);
      for (const id of left.investigations) await send(id);
      for (const id of left.sweeps) await sendSweep(boss, id);
      for (const id of await openWatches(pool)) await send(id);
      return left.investigations.length;
    },
    stop: async () => {
      await boss.stop({ graceful: true, timeout: 15_000 });
      await pool.end();
    },
  };
};

/** For processes that only ask for work, such as those that serve pages. */
export const openSender = async (config: pg.PoolConfig, { onTrouble = toStderr }: QueueOptions = {}): Promise<Sender> => {
  const boss = await start(
    { ...config, max: 2, application_name: "culprit sender" } as ConstructorOptions,
    { supervise: false },
    onTrouble,
  );
  return {
    enqueue: async (id) => {
      await boss.send(QUEUE, { id }, { singletonKey: id, group: { id } });
    },
    enqueueSweep: (id) => sendSweep(boss, id),
    stop: () => boss.stop({ graceful: true, timeout: 5000 }),
  };
};

const sendSweep = async (boss: PgBoss, id: string): Promise<void> => {
  await boss.send(SWEEPS, { id }, { singletonKey: id, group: { id } });
};

type Handler = Parameters<Queue["workSweeps"]>[0];

const workSweeps = async (
  boss: PgBoss,
  {
    handler,
    onTrouble,
    concurrency,
  }: { readonly handler: Handler; readonly onTrouble: (message: string) => void; readonly concurrency: number },
): Promise<void> => {
  const polls = { pollingIntervalSeconds: POLL_S, notifyPollingIntervalSeconds: POLL_S };
  await boss.work<{ id: string }>(SWEEPS, { localConcurrency: concurrency, groupConcurrency: 1, batchSize: 1, ...polls }, async ([job]) => {
    if (job === undefined) return;
    await handler(job.data.id, job.signal).catch((error: unknown) => {
      onTrouble(`sweep ${job.data.id}: ${String(error)}`);
      throw error;
    });
  });
};

const UNWORKED = "select from pgboss.job where name = $1 and state in ('created', 'retry', 'active') and singleton_key";

/** What runs, and nobody works on. The hosts of a running sweep are worked on by it. */
const leftOver = async (pool: pg.Pool): Promise<{ readonly investigations: readonly string[]; readonly sweeps: readonly string[] }> => {
  const [investigations, sweeps] = await Promise.all([
    pool.query<{ id: string }>(
      `select id from investigation where status = 'running'
       and not exists (select from sweep where sweep.id = sweep_id and sweep.status = 'running') and not exists (${UNWORKED} = investigation.id)`,
      [QUEUE],
    ),
    pool.query<{ id: string }>(`select id from sweep where status = 'running' and not exists (${UNWORKED} = sweep.id)`, [SWEEPS]),
  ]);
  return { investigations: investigations.rows.map(({ id }) => id), sweeps: sweeps.rows.map(({ id }) => id) };
};

/** `short`: one waiting job per key. The group keeps a second one of the same investigation waiting while the first runs. */
const OF_A_QUEUE = {
  policy: "short",
  notify: true,
  heartbeatSeconds: HEARTBEAT_S,
  expireInSeconds: LONGEST_JOB_S,
  retryLimit: 8,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  deleteAfterSeconds: 86_400,
} as const;

/** pg-boss makes its tables under a lock of its own, so that many processes may do this at once. */
const start = async (
  connection: ConstructorOptions,
  options: Partial<ConstructorOptions>,
  onTrouble: (message: string) => void,
): Promise<PgBoss> => {
  const boss = new PgBoss({ ...connection, schedule: false, ...options });
  boss.on("error", (error) => onTrouble(`queue: ${error.message}`));
  await boss.start();
  for (const queue of [QUEUE, SWEEPS]) await boss.createQueue(queue, OF_A_QUEUE);
  return boss;
};

const releaseAll = async (pool: pg.Pool): Promise<void> => {
  await pool.query("delete from pgboss.job where name = any($1) and state = 'active'", [[QUEUE, SWEEPS]]);
  await pool.query("update investigation set lease_token = null, lease_until = null where lease_token is not null");
};

const smallPool = (config: pg.PoolConfig): pg.Pool => {
  const pool = new pg.Pool({ ...config, max: 2, application_name: "culprit queue" });
  pool.on("error", () => undefined); // Idle while the database restarted; the next query opens another.
  return pool;
};
