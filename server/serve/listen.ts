import { createServer, type RequestListener, type Server } from "node:http";

export interface Listening {
  readonly server: Server;
  readonly port: number;
  close(): Promise<void>;
}

/** How many ports after the wanted one are tried. */
const TRIES = 20;

/**
 * Listens on the wanted port or the next free one.
 * @throws Error EADDRINUSE when all are taken, EACCES and EADDRNOTAVAIL as they come
 */
export async function listen(
  handle: RequestListener,
  { host, port, exact }: { host: string; port: number; exact: boolean },
): Promise<Listening> {
  for (let tried = port; ; tried += 1) {
    const server = createServer(handle);
    // Event streams stay open for hours; headers that never end do not.
    server.requestTimeout = 0;
    server.headersTimeout = 20_000;
    const failure = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once("error", resolve);
      server.listen({ host, port: tried }, () => resolve(null));
    });
    if (failure === null) {
      const address = server.address();
      return { server, port: typeof address === "object" && address !== null ? address.port : tried, close: () => closeAll(server) };
    }
    if (failure.code !== "EADDRINUSE" || exact || tried >= port + TRIES) throw failure;
  }
}

function closeAll(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
