import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { trouble } from "./trouble.mjs";

/** npm's own program, to be run by the Node of our choice: the npm that started us, else the one on the search path. */
export const npmProgram = () => {
  const caller = process.env.npm_execpath ?? "";
  if (/npm-cli\.js$/.test(caller) && isFile(caller)) return caller;
  const folders = [...(process.env.PATH ?? "").split(delimiter), dirname(process.execPath)].filter(Boolean);
  for (const folder of folders) {
    const candidate = join(folder, "npm");
    if (!isExecutable(candidate)) continue;
    const real = realpathSync(candidate);
    if (real.endsWith(".js")) return real;
    const beside = join(dirname(real), "..", "lib", "node_modules", "npm", "bin", "npm-cli.js");
    if (isFile(beside)) return beside;
  }
  throw trouble("npm was not found.", "Install it (Debian: apt install npm), then start again.");
};

export const NPM_FLAGS = [
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--loglevel=error",
  "--fetch-retries=1",
  "--fetch-retry-mintimeout=2000",
];

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return isFile(path);
  } catch (error) {
    if (["ENOENT", "EACCES", "ENOTDIR"].includes(error.code)) return false;
    throw error;
  }
};
