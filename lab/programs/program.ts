import { fileURLToPath } from "node:url";

/** The argv of one of this folder's programs, run by the Node that runs this. */
export const program = (file: string, ...args: readonly (string | number)[]): readonly string[] => [
  process.execPath,
  fileURLToPath(new URL(file, import.meta.url)),
  ...args.map(String),
];

/** The same for a program of the shell. */
export const shellProgram = (file: string, ...args: readonly (string | number)[]): readonly string[] => [
  "sh",
  fileURLToPath(new URL(file, import.meta.url)),
  ...args.map(String),
];
