import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";

/** Messages between processes on the same database. They are hints: what counts is in the tables. */
export interface Messages {
  /** Returns how to stop. `onReconnect` is called when messages may have been missed. */
  on(
    channel: string,
    onMessage: (payload: string) => void,
    onReconnect?: () => void,
  ): Promise<() => Promise<void>>;
  send(channel: string, payload: string): Promise<void>;
  /** True for exactly one of the processes that ask for the same key within a minute. */
  claimOnce(key: string): Promise<boolean>;
  close(): Promise<void>;
}

interface Subscriber {
  readonly channel: string;
  readonly onMessage: (payload: string) => void;
  readonly onReconnect: () => void;
}

const CLAIMED_FOR_MS = 60_000;
const LONGEST_PAUSE_MS = 5000;
/** A connection that is dead without having said so is found by asking. */
const HEARTBEAT_MS = 15_000;

/** One connection for all channels of the process; it comes back by itself. */
export const openMessages = (config: pg.ClientConfig, pool: pg.Pool): Messages => {
  const subscribers = new Set<Subscriber>();
  const ending = new AbortController();
  const parts = joiner();
  let connection: Promise<pg.Client> | null = null;

  const open = async (isFirst: boolean): Promise<pg.Client> => {
    const client = new pg.Client({ ...config, keepAlive: true, application_name: "culprit messages" });
    const lost = new Promise<void>((resolve) => {
      client.on("error", () => resolve());
      client.on("end", () => resolve());
    });
    client.on("notification", ({ channel, payload = "" }) => {
      const whole = parts.add(payload);
      if (whole !== null) for (const one of subscribers) if (one.channel === channel) one.onMessage(whole);
    });
    await client.connect();
    for (const channel of new Set([...subscribers].map((one) => one.channel)))
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    if (!isFirst) for (const one of subscribers) one.onReconnect();
    const pulse = setInterval(() => void beat(client), HEARTBEAT_MS).unref();
    void lost.then(() => {
      clearInterval(pulse);
      if (!ending.signal.aborted) connection = reopen();
    });
    return client;
  };
  const reopen = async (): Promise<pg.Client> => {
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      await wait(pauseMs, undefined, { signal: ending.signal });
      try {
        return await open(false);
      } catch (error) {
        if (ending.signal.aborted) throw error;
      }
    }
  };
  return {
    on: async (channel, onMessage, onReconnect = () => undefined) => {
      const subscriber = { channel, onMessage, onReconnect };
      subscribers.add(subscriber);
      connection ??= open(true);
      const client = await connection;
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      return async () => {
        subscribers.delete(subscriber);
      };
    },
    send: async (channel, payload) => {
      await pool.query("select pg_notify($1, part) from unnest($2::text[]) as part", [
        channel,
        split(payload),
      ]);
    },
    claimOnce: async (key) => {
      connection ??= open(true);
      const client = await connection;
      const { rows } = await client.query<{ mine: boolean }>(
        "select pg_try_advisory_lock(hashtextextended($1, 0)) as mine",
        [key],
      );
      if (rows[0]?.mine !== true) return false;
      // A connection that is gone by then has given its locks back already.
      const giveBack = () =>
        void client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [key]).catch(() => undefined);
      setTimeout(giveBack, CLAIMED_FOR_MS).unref();
      return true;
    },
    close: async () => {
      ending.abort();
      subscribers.clear();
      const client = await connection?.catch(() => null);
      await client?.end().catch(() => undefined);
    },
  };
};

/** Ends a connection that does not answer, which makes it come back. */
const beat = async (client: pg.Client): Promise<void> => {
  const patience = new AbortController();
  const answered = client.query("select 1").then(
    () => true,
    () => false,
  );
  const isAlive = await Promise.race([
    answered,
    wait(HEARTBEAT_MS / 2, false, { signal: patience.signal, ref: false }).catch(() => false),
  ]);
  patience.abort();
  if (!isAlive) client.connection.stream.destroy();
};

/** PostgreSQL takes at most 7999 bytes per message; characters of up to four bytes count as such. */
const PART_LENGTH = 1900;
const PART = /^part ([0-9a-f-]{36}) (\d+) (\d+) ([^]*)$/;

const split = (payload: string): readonly string[] => {
  if (payload.length <= PART_LENGTH && !PART.test(payload)) return [payload];
  const id = randomUUID();
  const count = Math.max(1, Math.ceil(payload.length / PART_LENGTH));
  return Array.from(
    { length: count },
    (_, n) => `part ${id} ${n + 1} ${count} ${payload.slice(n * PART_LENGTH, (n + 1) * PART_LENGTH)}`,
  );
};

/** Puts long messages together again. All parts are sent in one transaction, so they arrive together and in order. */
const joiner = () => {
  let id = "";
  let text = "";
  return {
    add: (payload: string): string | null => {
      const match = PART.exec(payload);
      if (match === null) return payload;
      const [, partOf = "", n = "", count = "", piece = ""] = match;
      text = n === "1" ? piece : partOf === id ? text + piece : "";
      id = partOf;
      return n === count ? text : null;
    },
  };
};
