import { randomUUID } from "node:crypto";
import type { RequestListener, ServerResponse } from "node:http";
import next from "next";
import { TOLD } from "../access/headers.ts";
import { answering } from "../door/answered.ts";
import { REQUEST_ID, tellFailure } from "../door/failed-request.ts";
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
      const id = randomUUID();
      request.headers[TOLD.request] = id;
      response.setHeader(REQUEST_ID, id);
      if (admitted.secure) response.setHeader("strict-transport-security", `max-age=${YEAR_SECONDS}`);
      const { accounts } = ajar?.gate ?? { accounts: true };
      const answer = async (): Promise<void> => {
        if (accounts && (await staysOutside(request, response))) return;
        await answering(request, response, () => render(request, response));
      };
      answer().catch((error: unknown) => {
        tellFailure({ method: request.method, path: request.url ?? "/", headers: request.headers }, error);
        answerFailed(response, id);
      });
    },
    close: () => app.close(),
  };
}

function answerFailed(response: ServerResponse, id: string): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  response
    .writeHead(500, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" })
    .end(`Culprit failed at this request. The server's log has the details under ${id}.\n`);
}
