import { spawn, type ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { temporaryFolder } from "../server/store/test-database.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** A data folder of one's own; gone with `remove`. */
export function newDataFolder(): { readonly folder: string; remove(): void } {
  const { path: folder } = temporaryFolder("data");
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

export interface CulpritServer {
  readonly url: string;
  readonly pid: number;
  readonly output: () => string;
  /** As Ctrl-C does. Resolves with the exit code. */
  stop(): Promise<number | null>;
  /** As the kernel's OOM killer does, the whole process group and everything below at once. */
  kill(): Promise<void>;
}

/** The real `culprit serve` in a process group of its own. Needs a build. */
export async function startCulprit(
  folder: string,
  { env = {}, args = [] }: { env?: Readonly<Record<string, string>>; args?: readonly string[] } = {},
): Promise<CulpritServer> {
  const child = spawn(process.execPath, [join(ROOT, "cli", "culprit.ts"), "serve", "--data", folder, "--port", "0", ...args], {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise<number | null>((done) => child.once("close", done));
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const url = await ready(child, () => output, ended);
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    output: () => output,
    stop: () => {
      child.kill("SIGINT");
      return ended;
    },
    kill: async () => {
      process.kill(-pid, "SIGKILL");
      await ended;
    },
  };
}

function ready(child: ChildProcess, output: () => string, ended: Promise<number | null>): Promise<string> {
  return new Promise((done, fail) => {
    const look = (): void => {
      const url = /ready: (http:\S+)/.exec(output())?.[1];
      if (url !== undefined) done(url);
    };
    child.stdout?.on("data", look);
    void ended.then((code) => fail(new Error(`culprit serve ended with ${code}:\n${output()}`)));
  });
}

/** One action through the API. @throws Error when it is refused */
export async function post<T = { id: string }>(url: string, path: string, body: object): Promise<T> {
  const response = await fetch(new URL(path, url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer as T;
}

/** Follows the stream until `until` is true of an event, and returns all events seen. */
export async function follow(
  url: string,
  id: string,
  until: (event: InvestigationEvent) => boolean,
): Promise<readonly InvestigationEvent[]> {
  const stop = new AbortController();
  const response = await fetch(new URL(`/api/v1/investigations/${id}/events?after=0`, url), {
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(80_000)]),
  });
  if (response.body === null) throw new Error(`no stream: ${response.status}`);
  const events: InvestigationEvent[] = [];
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const messages = text.split("\n\n");
    text = messages.pop() ?? "";
    for (const message of messages) {
      if (!/^id: \d+$/m.test(message)) continue;
      const event = JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? "") as InvestigationEvent;
      events.push(event);
      if (until(event)) {
        stop.abort();
        return events;
      }
    }
  }
  throw new Error("the stream ended before it happened");
}
