import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { LOOPBACK, type Reach } from "#server/serve/reach.ts";
import { startServer } from "#server/serve/start-server.ts";
import { web } from "#server/web.ts";
import { temporaryFolder } from "../server/store/test-database.ts";

/** A real server on a data folder of its own, and a hand that writes logs into it as a worker would. */
export interface Site {
  readonly url: string;
  readonly folder: string;
  /** What the server printed. */
  readonly said: readonly string[];
  /** Writes the log and gives the investigation's id. */
  put(log: readonly InvestigationEvent[], id?: string): Promise<string>;
  /** Appends further events of the same log. */
  add(id: string, events: readonly InvestigationEvent[]): Promise<void>;
  /** Stores raw output for an observation of this investigation. */
  observe(id: string, observation: Seen): Promise<void>;
  stop(): Promise<void>;
}

interface How {
  /** Nobody comes in without one. */
  readonly accounts?: boolean;
  /** How others reach it. */
  readonly reach?: Reach;
  readonly port?: number;
}

export interface Seen {
  readonly id: string;
  readonly request: string;
  readonly stdout: string;
  readonly stderr?: string;
  readonly host?: string;
  readonly collector?: string;
  readonly startedAt?: Date;
}

export async function openSite({ accounts = false, reach, port = 0 }: How = {}): Promise<Site> {
  const said: string[] = [];
  const data = temporaryFolder("site");
  const server = await startServer({
    root: join(import.meta.dirname, "..", ".."),
    host: "127.0.0.1",
    port,
    exactPort: false,
    dataFolder: data.path,
    reach: reach ?? { ...LOOPBACK, accounts },
    say: (line) => said.push(line),
  });
  const { store } = await web();
  const { journal } = store;
  const append = async (id: string, events: readonly InvestigationEvent[]): Promise<void> => {
    const appended = await journal.append(id, {
      expected: null,
      events: events.map(({ seq: _seq, at: _at, actor, ...body }) => ({ body, actor })),
    });
    if (!appended.ok) throw new Error(`the log was not taken: ${appended.why}`);
  };
  return {
    url: server.url,
    folder: data.path,
    said,
    put: async (log, id = randomUUID()) => {
      const [first] = log;
      if (first?.type !== "started") throw new TypeError("a log begins with started");
      await journal.create({
        id,
        title: first.title,
        runbook: first.runbook,
        hostNames: first.brief.hosts.map(({ name }) => name),
        practice: first.practice,
        actor: first.actor,
      });
      await append(id, log);
      return id;
    },
    add: append,
    observe: async (id, seen) => {
      const { id: observation, request, stdout, stderr = "", host = "receiver", collector = "softnet", startedAt = new Date() } = seen;
      const appended = await journal.append(id, {
        expected: null,
        events: [],
        observations: [
          {
            id: observation,
            request,
            attempt: 1,
            host,
            collector,
            commandLine: "cat /proc/net/softnet_stat",
            args: {},
            stdout: Buffer.from(stdout),
            stderr: Buffer.from(stderr),
            exitCode: 0,
            signal: null,
            truncated: false,
            sha256: "0".repeat(64),
            bootId: null,
            uptimeSeconds: null,
            startedAt,
            durationMs: 4,
          },
        ],
      });
      if (!appended.ok) throw new Error(`the observation was not taken: ${appended.why}`);
    },
    stop: async () => {
      await server.stop();
      data.remove();
    },
  };
}
