import type { RequestListener } from "node:http";
import next from "next";
import { isOurHost } from "./guard.ts";

export interface Pages {
  readonly handle: RequestListener;
  setPort(port: number): void;
  close(): Promise<void>;
}

/** The built pages, behind the check that the request is meant for this server. @throws Error when there is no build */
export async function openPages(root: string, hostname: string): Promise<Pages> {
  const app = next({ dev: false, dir: root, hostname, quiet: true });
  await app.prepare();
  const render = app.getRequestHandler();
  let port = 0;
  return {
    setPort: (bound) => {
      port = bound;
    },
    handle: (request, response) => {
      if (!isOurHost(request, port)) {
        response
          .writeHead(421, { "content-type": "text/plain; charset=utf-8" })
          .end("This server answers to localhost and 127.0.0.1 only.\n");
        return;
      }
      render(request, response).catch((error: unknown) => {
        process.stderr.write(`page ${request.url ?? ""}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
    close: () => app.close(),
  };
}
