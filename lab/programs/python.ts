import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Namespace } from "../hosts/namespace.ts";

/** Debian's own: another one that stands before it in PATH may need files that a host does not show. */
const PYTHON = "/usr/bin/python3";

const fileOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** The argv of one of this folder's Python programs. */
export const pythonProgram = (file: string, ...args: readonly (string | number)[]): readonly string[] => [
  PYTHON,
  fileOf(file),
  ...args.map(String),
];

/** Runs one of this folder's Python instruments to its end, and reads the JSON it prints. It is handed over as text: a host may not see this folder. */
export const runInstrument = async (on: Namespace, file: string, args: readonly (string | number)[]): Promise<unknown> =>
  JSON.parse(await on.must([PYTHON, "-", ...args.map(String)], { input: await readFile(fileOf(file), "utf8") }));
