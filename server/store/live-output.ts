import type pg from "pg";
import type { Journal } from "../journal.ts";
import { storable } from "./append.ts";

type LiveChunk = Parameters<Journal["live"]>[1];

/** Output of running commands on its way to those who watch. */
export interface LiveOutput {
  push(investigationId: string, chunk: LiveChunk): void;
  /** Forgets what is not yet written of these requests: their observations are stored. */
  drop(investigationId: string, requests: readonly string[]): void;
  close(): Promise<void>;
}

/** Fast enough to look alive, slow enough that a chatty command costs seven small writes a second. */
const FLUSH_EVERY_MS = 150;
/** More than a person reads; what exceeds it while the database is slow is left out, and offsets show the gap. */
const MOST_WAITING_CHARACTERS = 1 << 20;
const MOST_PER_ROW = 64 << 10;
/** Rows that no observation removed: their command was cut off together with its worker. */
const KEEP_MINUTES = 15;
const SWEEP_EVERY_MS = 5 * 60_000;

const INSERT = `
with written as (
  insert into live_output (investigation_id, request, stream, "offset", text)
  select l.id, l.request, l.stream, l.at_byte, l.text
  from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[]) with ordinality as l (id, request, stream, at_byte, text, n)
  join investigation on investigation.id = l.id order by l.n
  returning investigation_id, id
)
select pg_notify('culprit_live', investigation_id || ' ' || max(id)) from written group by investigation_id`;

interface Waiting {
  readonly id: string;
  readonly chunk: LiveChunk;
}

export const openLiveOutput = (pool: pg.Pool): LiveOutput => {
  let waiting: Waiting[] = [];
  let characters = 0;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const flush = async (): Promise<void> => {
    const batch = merge(waiting);
    waiting = [];
    characters = 0;
    await write(pool, batch);
  };
  const schedule = (): void => {
    timer ??= setTimeout(() => {
      // One write at a time: a slow database makes the batches larger, not more.
      writing = writing.then(flush).then(() => {
        timer = null;
        if (waiting.length > 0) schedule();
      });
    }, FLUSH_EVERY_MS).unref();
  };
  const sweeper = setInterval(() => void sweep(pool), SWEEP_EVERY_MS).unref();
  void sweep(pool);
  return {
    push: (id, chunk) => {
      if (characters + chunk.text.length > MOST_WAITING_CHARACTERS) return;
      characters += chunk.text.length;
      waiting.push({ id, chunk });
      schedule();
    },
    drop: (id, requests) => {
      waiting = waiting.filter((one) => one.id !== id || !requests.includes(one.chunk.request));
      characters = waiting.reduce((sum, one) => sum + one.chunk.text.length, 0);
    },
    close: async () => {
      clearInterval(sweeper);
      if (timer !== null) clearTimeout(timer);
      await writing;
    },
  };
};

/** Neighbouring pieces of one stream become one row; the first one's offset counts. */
const merge = (waiting: readonly Waiting[]): readonly Waiting[] => {
  const rows: Waiting[] = [];
  const last = new Map<string, number>();
  for (const { id, chunk } of waiting) {
    const key = `${id} ${chunk.stream} ${chunk.request}`;
    const at = last.get(key);
    const row = at === undefined ? undefined : rows[at];
    if (at !== undefined && row !== undefined && row.chunk.text.length + chunk.text.length <= MOST_PER_ROW) {
      rows[at] = { id, chunk: { ...row.chunk, text: row.chunk.text + chunk.text } };
    } else {
      last.set(key, rows.push({ id, chunk }) - 1);
    }
  }
  return rows;
};

const write = async (pool: pg.Pool, rows: readonly Waiting[]): Promise<void> => {
  if (rows.length === 0) return;
  const column = <T>(of: (row: Waiting) => T): readonly T[] => rows.map(of);
  await pool
    .query(INSERT, [
      column(({ id }) => id),
      column(({ chunk }) => chunk.request),
      column(({ chunk }) => chunk.stream),
      column(({ chunk }) => chunk.offset),
      column(({ chunk }) => storable(chunk.text)),
    ])
    .catch(dropped);
};

const sweep = async (pool: pg.Pool): Promise<void> => {
  await pool.query("delete from live_output where at < now() - make_interval(mins => $1)", [KEEP_MINUTES]).catch(dropped);
};

/** Live output may be lost, and a database that is away is reported by those who must write. */
const dropped = (): void => undefined;
