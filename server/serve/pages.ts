import type { RequestListener } from "node:http";
import next from "next";
import { answering } from "../door/answered.ts";
import { letIn, type Gate } from "./gate.ts";
import { staysOutside } from "./outside.ts";

export interface Pages {
  readonly handle: RequestListener;
  /** Before this nothing is answered. */
  open(gate: Gate, port: number): void;
  close(): Promise<void>;
}

const STARTING = { ok: false, status: 503, say: "Culprit is starting." } as const;
const YEAR_SECONDS = 31_536_000;

/** The built pages, behind the check that the request is meant for this server. @throws Error when there is no build */
export async function openPages(root: string, hostname: string): Promise<Pages> {
  const app = next({ dev: false, dir: root, hostname, quiet: true });
  await app.prepare();
  const render = app.getRequestHandler();
  let ajar: { readonly gate: Gate; readonly port: number } | null = null;
  return {
    open: (gate, port) => {
      ajar = { gate, port };
    },
    handle: (request, response) => {
      const admitted = ajar === null ? STARTING : letIn(request, ajar.gate, ajar.port);
      if (!admitted.ok) {
        response.writeHead(admitted.status, { "content-type": "text/plain; charset=utf-8" }).end(`${admitted.say}\n`);
        return;
      }
      if (admitted.secure) response.setHeader("strict-transport-security", `max-age=${YEAR_SECONDS}`);
      const { accounts } = ajar?.gate ?? { accounts: true };
      const answer = async (): Promise<void> => {
        if (accounts && (await staysOutside(request, response))) return;
        await answering(request, response, () => render(request, response));
      };
      answer().catch((error: unknown) => {
        process.stderr.write(`page ${request.url ?? ""}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
    close: () => app.close(),
  };
}
