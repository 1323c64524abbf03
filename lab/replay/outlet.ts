import { setTimeout as sleep } from "node:timers/promises";
import type { ServerChannel } from "ssh2";
import type { Wishes } from "./wishes.ts";

const POLL_MS = 5;

/** The two streams of a channel, each write complete before the next one begins. */
export interface Outlet {
  stdout(data: Buffer | string): Promise<void>;
  stderr(data: Buffer | string): Promise<void>;
}

/** What the other side still takes (RFC 4254 5.2). ssh2 keeps it on the channel but not in its types. */
function windowBytes(channel: ServerChannel): number {
  const outgoing: unknown = Reflect.get(channel, "outgoing");
  const window: unknown = typeof outgoing === "object" && outgoing !== null ? Reflect.get(outgoing, "window") : undefined;
  return typeof window === "number" ? window : 0;
}

/**
 * ssh2 1.17 mixes the streams up when stderr has to wait for window: it sends the last waiting piece of stdout again, and never the
 * stderr (lib/server.js, CHANNEL_WINDOW_ADJUST). So stderr is only written where there is room for it.
 */
export function outlet(channel: ServerChannel, wishes: Wishes): Outlet {
  const written = (stream: Pick<NodeJS.WritableStream, "write">, data: Buffer | string): Promise<void> =>
    Promise.race([wishes.end, new Promise<void>((resolve) => stream.write(data, () => resolve()))]);
  return {
    stdout: async (data) => {
      if (data.length > 0 && !wishes.gone()) await written(channel, data);
    },
    stderr: async (data) => {
      while (windowBytes(channel) < Buffer.byteLength(data) && !wishes.gone()) await sleep(POLL_MS);
      if (data.length > 0 && !wishes.gone()) await written(channel.stderr, data);
    },
  };
}
