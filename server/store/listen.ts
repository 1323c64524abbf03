import { randomUUID } from "node:crypto";
import pg from "pg";
import { openListening } from "./listening.ts";

/** Messages between processes on the same database. They are hints: what counts is in the tables. */
export interface Messages {
  /** Returns how to stop. `onReconnect` is called when messages may have been missed. */
  on(channel: string, onMessage: (payload: string) => void, onReconnect?: () => void): Promise<() => Promise<void>>;
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

/** One connection for all channels of the process. */
export const openMessages = (config: pg.ClientConfig, pool: pg.Pool): Messages => {
  const subscribers = new Set<Subscriber>();
  const parts = joiner();
  const listening = openListening(config, {
    channels: () => new Set([...subscribers].map(({ channel }) => channel)),
    onMessage: (channel, payload) => {
      const whole = parts.add(payload);
      if (whole === null) return;
      for (const one of subscribers) if (one.channel === channel) one.onMessage(whole);
    },
    onReturn: () => {
      for (const one of subscribers) one.onReconnect();
    },
  });
  return {
    on: async (channel, onMessage, onReconnect = () => undefined) => {
      const subscriber = { channel, onMessage, onReconnect };
      subscribers.add(subscriber);
      const client = await listening.client();
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      return async () => {
        subscribers.delete(subscriber);
      };
    },
    send: async (channel, payload) => {
      await pool.query("select pg_notify($1, part) from unnest($2::text[]) as part", [channel, split(payload)]);
    },
    claimOnce: async (key) => claimOnce(await listening.client(), key),
    close: async () => {
      subscribers.clear();
      await listening.close();
    },
  };
};

const claimOnce = async (client: pg.Client, key: string): Promise<boolean> => {
  const { rows } = await client.query<{ mine: boolean }>("select pg_try_advisory_lock(hashtextextended($1, 0)) as mine", [key]);
  if (rows[0]?.mine !== true) return false;
  // A connection that is gone by then has given its locks back already.
  const giveBack = () => void client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [key]).catch(() => undefined);
  setTimeout(giveBack, CLAIMED_FOR_MS).unref();
  return true;
};

/** PostgreSQL takes at most 7999 bytes per message; characters of up to four bytes count as such. */
const PART_LENGTH = 1900;
/** By whole characters: half of a pair does not survive. */
const PIECES = new RegExp(`[^]{1,${PART_LENGTH}}`, "gu");
const PART = /^part ([0-9a-f-]{36}) (\d+) (\d+) ([^]*)$/;

const split = (payload: string): readonly string[] => {
  if (payload.length <= PART_LENGTH && !PART.test(payload)) return [payload];
  const id = randomUUID();
  const pieces = payload.match(PIECES) ?? [];
  return pieces.map((piece, n) => `part ${id} ${n + 1} ${pieces.length} ${piece}`);
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
