import type { Client } from "ssh2";
import type { Failure } from "#machines/contract/index.ts";
import type { Destination } from "./transport.ts";

/** One authenticated connection to one host. */
export interface Connection {
  readonly client: Client;
  readonly destination: Destination;
  readonly fingerprint: string;
  /** Resolves when it is gone: null when we closed it. */
  readonly closed: Promise<Failure | null>;
  /** Why it is gone, once it is. */
  lost(): Failure | undefined;
  close(): Promise<void>;
}

/** A peer that does not even answer our goodbye is left after this long. */
const GOODBYE_MS = 2_000;

/** Follows the life of a client from its first moment, so that no error of it goes unheard. */
export function watchLife(client: Client, startedAt: number): Pick<Connection, "closed" | "lost" | "close"> {
  let last: Error | undefined;
  let closing = false;
  let gone: Failure | undefined;
  client.on("error", (error) => {
    last = error;
  });
  const closed = new Promise<Failure | null>((resolve) => {
    client.once("close", () => {
      const detail = closing ? "Culprit closed the connection" : (last?.message ?? "the host closed the connection");
      gone = { kind: "connectionLost", detail, afterMs: Date.now() - startedAt };
      resolve(closing ? null : gone);
    });
  });
  return {
    closed,
    lost: () => gone,
    close: async () => {
      closing = true;
      client.end();
      const timer = setTimeout(() => client.destroy(), GOODBYE_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}
