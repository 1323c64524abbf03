import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import type { Failure } from "#machines/contract/index.ts";

export interface Reach {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A stream to the host through the connection to its jump host. */
export const socketThrough = (client: Client, { host, port }: Reach): Promise<Duplex | Error> =>
  new Promise((resolve) => client.forwardOut("127.0.0.1", 0, host, port, (error, stream) => resolve(error ?? stream)));

/** A socket to the host, Nagle off from the first byte: as ssh2 ships, every exchange waits for the other side's delayed ACK. */
export const socketTo = ({ host, port, timeoutMs, signal }: Reach): Promise<Socket | Error | Failure> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    const end = (result: Socket | Error | Failure): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      socket.removeListener("error", end);
      if (result !== socket) socket.destroy();
      resolve(result);
    };
    const silent = { kind: "unreachable", detail: `${host} port ${port} did not answer within ${timeoutMs / 1_000} s` } as const;
    const abort = (): void => end({ kind: "cancelled" });
    const timer = setTimeout(() => end(silent), timeoutMs);
    signal?.addEventListener("abort", abort, { once: true });
    socket.once("error", end);
    socket.once("connect", () => end(socket));
  });
