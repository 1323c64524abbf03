import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Accuracy, Row, Table } from "./accuracy.ts";
import { markdownOf } from "./markdown.ts";

/** Writes accuracy.json, one run a line so that a change can be read, and accuracy.md beside it. */
export async function writeAccuracy(folder: string, accuracy: Accuracy): Promise<void> {
  await writeFile(join(folder, "accuracy.json"), jsonOf(accuracy));
  await writeFile(join(folder, "accuracy.md"), markdownOf(accuracy));
}

export const readAccuracy = async (folder: string): Promise<Accuracy> =>
  JSON.parse(await readFile(join(folder, "accuracy.json"), "utf8")) as Accuracy;

function jsonOf({ tables, ...rest }: Accuracy): string {
  const lines = (rows: readonly (Row | Table["notCounted"][number])[]): string =>
    `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]`;
  const table = ({ rows, notCounted, ...head }: Table): string =>
    `${JSON.stringify(head).slice(0, -1)},\n"rows":${lines(rows)},\n"notCounted":${lines(notCounted)}}`;
  return `${JSON.stringify(rest).slice(0, -1)},\n"tables":[\n${tables.map(table).join(",\n")}\n]}\n`;
}
