import { accessSync, chmodSync, constants, mkdirSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { runsAsRoot } from "./account.ts";
import { codeOf, problem } from "./problem.ts";

/**
 * Makes the data folder when it is new and gives its real path.
 * Root's folder may be passed through (711) so that PostgreSQL's account reaches its own part; what lies in it keeps mode 600.
 */
export const prepareDataFolder = (dataFolder: string): string => {
  const wanted = resolve(dataFolder);
  try {
    if (runsAsRoot()) makePassable(wanted);
    else mkdirSync(wanted, { recursive: true, mode: 0o700 });
    accessSync(wanted, constants.W_OK | constants.X_OK);
    return realpathSync(wanted);
  } catch (cause) {
    throw folderProblem(wanted, cause);
  }
};

/** A new folder that others may pass through but not look into, whatever the umask says. One that exists keeps its mode. */
export const makePassable = (folder: string): void => {
  if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, 0o711);
};

/** Turns an error of the file system into words about the data folder. */
export const folderProblem = (folder: string, cause: unknown): Error => {
  const code = codeOf(cause);
  const choose = "Choose another folder with --data or CULPRIT_DATA.";
  if (code === "ENOSPC" || code === "EDQUOT") {
    return problem("diskFull", { say: `The disk that holds ${folder} is full.`, act: "Free some space and start again." }, cause);
  }
  if (code === "EACCES" || code === "EPERM") {
    return problem(
      "notWritable",
      {
        say: `Culprit may not write in the data folder ${folder} (permission denied).`,
        act: `Give it to the user who starts Culprit, or: ${choose}`,
      },
      cause,
    );
  }
  if (code === "EROFS")
    return problem("notWritable", { say: `The data folder ${folder} is on a read-only file system.`, act: choose }, cause);
  if (code === "ENOTDIR" || code === "EEXIST")
    return problem("notWritable", { say: `The data folder ${folder} is a file, or lies under one.`, act: choose }, cause);
  return cause instanceof Error ? cause : new Error(String(cause));
};
