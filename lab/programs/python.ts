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

/** Runs one of this folder's Python programs to its end, and gives what it printed. It is handed over as text: a host may not see this folder. */
export const runToEnd = async (on: Namespace, file: string, args: readonly (string | number)[]): Promise<string> =>
  on.must([PYTHON, "-", ...args.map(String)], { input: await readFile(fileOf(file), "utf8") });

/** The same for an instrument, which prints JSON. */
export const runInstrument = async (on: Namespace, file: string, args: readonly (string | number)[]): Promise<unknown> =>
  JSON.parse(await runToEnd(on, file, args));
