import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { readFileSync, unwatchFile, watchFile } from "node:fs";

export interface Listening {
  readonly server: Server | TlsServer;
  readonly port: number;
  close(): Promise<void>;
}

/** How many ports after the wanted one are tried. */
const TRIES = 20;

/** Headers that never end are not waited for. Nor are bodies: the largest bundle passes a line of 4 Mbit/s in this time. An answer, such as a stream, may take as long as it likes. */
const HEADERS_MS = 20_000;
const REQUEST_MS = 600_000;

/**
 * Listens on the wanted port or the next free one.
 * @throws Error EADDRINUSE when all are taken, EACCES and EADDRNOTAVAIL as they come
 */
export async function listen(
  handle: RequestListener,
  { host, port, exact, tls = null }: { host: string; port: number; exact: boolean; tls?: Tls | null },
): Promise<Listening> {
  for (let tried = port; ; tried += 1) {
    const server = tls === null ? createServer(handle) : createTlsServer({ ...read(tls), minVersion: "TLSv1.2" }, handle);
    server.requestTimeout = REQUEST_MS;
    server.headersTimeout = HEADERS_MS;
    const failure = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once("error", resolve);
      server.listen({ host, port: tried }, () => resolve(null));
    });
    if (failure === null) {
      const address = server.address();
      const forget = tls === null || !("setSecureContext" in server) ? () => undefined : renew(server, tls);
      return {
        server,
        port: typeof address === "object" && address !== null ? address.port : tried,
        close: () => {
          forget();
          return closeAll(server);
        },
      };
    }
    if (failure.code !== "EADDRINUSE" || exact || tried >= port + TRIES) throw failure;
  }
}

/** Files of a certificate (with its chain) and its key, in PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

const read = ({ cert, key }: Tls): { cert: Buffer; key: Buffer } => ({ cert: readFileSync(cert), key: readFileSync(key) });

/** Certificates are renewed every few weeks, while investigations run. */
const LOOKS_EVERY_MS = 60_000;

/** Takes a renewed certificate into use. @returns how to stop */
function renew(server: TlsServer, tls: Tls): () => void {
  const again = (): void => {
    try {
      server.setSecureContext({ ...read(tls), minVersion: "TLSv1.2" });
    } catch (cause) {
      // Written half, or the key comes a moment later: the old one serves until both fit.
      process.stderr.write(
        `certificate ${tls.cert}: ${cause instanceof Error ? cause.message : String(cause)}; the one before is still used\n`,
      );
    }
  };
  watchFile(tls.cert, { interval: LOOKS_EVERY_MS, persistent: false }, again);
  return () => unwatchFile(tls.cert, again);
}

function closeAll(server: Server | TlsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
