import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process of its own that keeps a database, to be killed. */
export interface StorageProcess {
  readonly child: ChildProcess;
  /** Resolves with the line it printed when it was ready; rejects with what it said when it was not. */
  readonly ready: Promise<string>;
  /** Numbers of acknowledged appends so far. */
  acknowledged(): readonly number[];
  /** Asks it to end as a server does, and waits. */
  finish(): Promise<void>;
  readonly said: () => string;
}

const SCRIPT = fileURLToPath(new URL("appender.ts", import.meta.url));

export const startStorage = (
  folder: string,
  id: string,
  options: { mode?: "append" | "idle"; spawn?: SpawnOptions; script?: string } = {},
): StorageProcess => {
  const child = spawn(process.execPath, [options.script ?? SCRIPT, folder, id, options.mode ?? "append"], {
    stdio: ["pipe", "pipe", "pipe"],
    ...options.spawn,
  });
  let out = "";
  let said = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout?.on("data", () => {
      if (/^ready .*\n/m.test(out)) resolve(/^ready (.*)\n/m.exec(out)?.[1] ?? "");
    });
    child.on("close", () => reject(new Error(said)));
    child.on("error", reject);
  });
  ready.catch(() => undefined);
  return {
    child,
    ready,
    said: () => said,
    // The last line may be cut off: what was not printed whole was not acknowledged.
    acknowledged: () => [...out.matchAll(/^ack (\d+)\n/gm)].map((match) => Number(match[1])),
    finish: async () => {
      const gone = once(child, "close");
      child.stdin?.end();
      await gone;
    },
  };
};
