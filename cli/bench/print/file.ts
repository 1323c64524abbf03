import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Look, Looks } from "../look/looks.ts";
import type { Accuracy, Row, Table } from "./accuracy.ts";
import { markdownOf } from "./markdown.ts";

/** Writes accuracy.json, one run a line so that a change can be read, and accuracy.md beside it. */
export async function writeAccuracy(folder: string, accuracy: Accuracy): Promise<void> {
  await writeFile(join(folder, "accuracy.json"), jsonOf(accuracy));
  await writeFile(join(folder, "accuracy.md"), markdownOf(accuracy));
}

export const readAccuracy = async (folder: string): Promise<Accuracy> =>
  JSON.parse(await readFile(join(folder, "accuracy.json"), "utf8")) as Accuracy;

function jsonOf({ tables, looks = [], ...rest }: Accuracy): string {
  const lines = (rows: readonly (Row | Look | Table["notCounted"][number])[]): string =>
    `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]`;
  const table = ({ rows, notCounted, ...head }: Table | Looks): string =>
    `${JSON.stringify(head).slice(0, -1)},\n"rows":${lines(rows)},\n"notCounted":${lines(notCounted)}}`;
  const looked = looks.length === 0 ? "" : `,\n"looks":[\n${looks.map(table).join(",\n")}\n]`;
  return `${JSON.stringify(rest).slice(0, -1)}${looked},\n"tables":[\n${tables.map(table).join(",\n")}\n]}\n`;
}
