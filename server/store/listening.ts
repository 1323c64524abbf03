import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";

/** A connection that listens and comes back by itself. */
export interface Listening {
  /** Connects when it is not connected yet. */
  client(): Promise<pg.Client>;
  close(): Promise<void>;
}

export interface ListeningOptions {
  /** What to listen to, asked at every connection. */
  readonly channels: () => ReadonlySet<string>;
  readonly onMessage: (channel: string, payload: string) => void;
  /** After the second and every further connection. */
  readonly onReturn: () => void;
}

const LONGEST_PAUSE_MS = 5000;
/** A connection that is dead without having said so is found by asking. */
const HEARTBEAT_MS = 15_000;

export const openListening = (config: pg.ClientConfig, options: ListeningOptions): Listening => {
  const ending = new AbortController();
  let connection: Promise<pg.Client> | null = null;

  const open = async (): Promise<pg.Client> => {
    const client = new pg.Client({ ...config, keepAlive: true, application_name: "culprit messages" });
    const lost = new Promise<void>((resolve) => {
      client.on("error", () => resolve());
      client.on("end", () => resolve());
    });
    client.on("notification", ({ channel, payload = "" }) => options.onMessage(channel, payload));
    await client.connect();
    for (const channel of options.channels()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
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
        const client = await open();
        options.onReturn();
        return client;
      } catch (error) {
        if (ending.signal.aborted) throw error;
      }
    }
  };
  return {
    client: async () => {
      const opening = (connection ??= open());
      return opening.catch((error: unknown) => {
        // The next one who asks tries again; a connection that was lost comes back without being asked.
        if (connection === opening) connection = null;
        throw error;
      });
    },
    close: async () => {
      ending.abort();
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
  const silence = wait(HEARTBEAT_MS / 2, false, { signal: patience.signal, ref: false }).catch(() => false);
  const isAlive = await Promise.race([answered, silence]);
  patience.abort();
  if (!isAlive) client.connection.stream.destroy();
};
