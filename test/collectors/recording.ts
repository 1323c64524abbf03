import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type CollectorId, parse } from "#collectors";
import type { CommandOutput, Failure, Reading, Row, Value } from "#machines/contract/index.ts";

export const ROOM = resolve(import.meta.dirname, "../../collectors");

export interface RecordingFile {
  readonly id: CollectorId;
  readonly file: string;
  readonly about: string;
  readonly way: number;
  readonly stdout: string;
}

/** Every recording of a collector. The first line says what it is, where from, and which way made it. */
export function recordingsOf(id: CollectorId): readonly RecordingFile[] {
  return readdirSync(join(ROOM, id, "recordings"))
    .sort()
    .map((file) => recording(id, file));
}

export function recording(id: CollectorId, file: string): RecordingFile {
  const text = readFileSync(join(ROOM, id, "recordings", file), "utf8");
  const end = text.indexOf("\n");
  const about = text.slice(0, end);
  return { id, file, about, way: Number(/; way (\d)$/.exec(about)?.[1] ?? 0), stdout: text.slice(end + 1) };
}

export const output = (stdout: string, more: Partial<CommandOutput> = {}): CommandOutput => ({
  stdout,
  stderr: "",
  exitCode: 0,
  args: {},
  ...more,
});

export function read(id: CollectorId, file: string, more: Partial<CommandOutput> = {}): Reading | Failure {
  const { way, stdout } = recording(id, file);
  return parse(id, way, output(stdout, more));
}

export const isReading = (result: Reading | Failure): result is Reading => "fields" in result;

/** The fields of a recording; fails the test with the failure's own words when there is no reading. */
export function fieldsOf(result: Reading | Failure): Readonly<Record<string, Value>> {
  if (!isReading(result)) throw new Error(`no reading: ${JSON.stringify(result)}`);
  return result.fields;
}

export function rowsOf(result: Reading | Failure, table: string): Readonly<Record<string, Row>> {
  if (!isReading(result)) throw new Error(`no reading: ${JSON.stringify(result)}`);
  return Object.fromEntries((result.tables?.[table] ?? []).map((row) => [row.key, row]));
}
