import { randomUUID } from "node:crypto";
import type { PreflightHost, PreflightLine } from "#machines/journal/preflight.ts";
import { lacks, plainActor, type Visitor } from "../access/rights.ts";
import { ANSWER_CHANNEL, ASK_CHANNEL } from "../preflight/channels.ts";
import { web } from "../web.ts";
import { briefSchema } from "./action.ts";
import { may } from "./may.ts";

/** A connection may take its time to fail (SYN retries); after this the page says that no worker answered. */
const PATIENCE_MS = 45_000;

/** Asks a worker whether these hosts can be reached; yields its lines until each host has its last one. Nothing about the incident is collected. */
export async function* preflight(visitor: Visitor, { hosts }: { hosts: readonly PreflightHost[] }): AsyncGenerator<PreflightLine> {
  const allowed = may(visitor, "start");
  const checked = briefSchema.shape.hosts.safeParse(hosts);
  if (!allowed.yes || !checked.success) {
    const detail = allowed.yes ? "a host is not written as [user@]address[:port]" : lacks(visitor, allowed.right);
    for (const host of hosts.keys()) yield { host, state: "failed", failure: { kind: "internal", detail } };
    return;
  }
  const { store } = await web();
  const token = randomUUID();
  const mailbox = createMailbox();
  const stop = await store.onNotify(ANSWER_CHANNEL, (payload) => {
    const { token: of, line } = JSON.parse(payload) as { token: string; line: PreflightLine };
    if (of === token) mailbox.put(line);
  });
  const waiting = new Set(checked.data.keys());
  try {
    await store.notify(ASK_CHANNEL, JSON.stringify({ token, who: plainActor(visitor), hosts: checked.data }));
    while (waiting.size > 0) {
      const line = await mailbox.take(PATIENCE_MS);
      if (line === null) break;
      if (line.state !== "connecting") waiting.delete(line.host);
      yield line;
    }
    for (const host of waiting) yield { host, state: "failed", failure: { kind: "timedOut", afterMs: PATIENCE_MS } };
  } finally {
    await stop();
  }
}

interface Mailbox {
  put(line: PreflightLine): void;
  take(afterMs: number): Promise<PreflightLine | null>;
}

function createMailbox(): Mailbox {
  const lines: PreflightLine[] = [];
  let wake: (() => void) | null = null;
  return {
    put: (line) => {
      lines.push(line);
      wake?.();
    },
    take: async (afterMs) => {
      if (lines.length === 0) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, afterMs);
          wake = () => {
            clearTimeout(timer);
            done();
          };
        });
        wake = null;
      }
      return lines.shift() ?? null;
    },
  };
}
