import { appendFile, mkdir, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { Line, Run } from "./line.ts";
import { fingerprintOf } from "./made.ts";

/** The lines of a folder, and how one is added: written as soon as its run is over, so that a bench that was interrupted goes on where it was. */
export interface Store {
  readonly lines: readonly Line[];
  add(line: Line): Promise<void>;
}

/** @throws SyntaxError for a file that is none of ours. Half a line at the end, of a process that died, is cut off. */
export async function openStore(folder: string): Promise<Store> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "runs.ndjson");
  await appendFile(file, "");
  const bytes = await readFile(file);
  const whole = bytes.subarray(0, bytes.lastIndexOf("\n") + 1);
  if (whole.length < bytes.length) await truncate(file, whole.length);
  const texts = whole.toString("utf8").split("\n").filter(Boolean);
  return { lines: texts.map((text) => JSON.parse(text) as Line), add: (line) => appendFile(file, `${JSON.stringify(line)}\n`) };
}

/** The last line of each of these runs, where runbook, truth, inputs and recording are still those of today. */
export function latest(lines: readonly Line[], runs: readonly Run[]): readonly Line[] {
  const byKey = new Map(lines.map((line) => [line.key, line]));
  return runs.flatMap((run) => {
    const line = byKey.get(run.key);
    return line === undefined || line.version !== run.version || line.fingerprint !== fingerprintOf(run) ? [] : [line];
  });
}
