import { constants, type Stats } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { LabProblem } from "./problem.ts";

/**
 * What a lab's directory says is run as root and what is in it is deleted as root. So it must be one that only root and this account can
 * have written, and only a lab's own files are ever deleted.
 */
export class NotOurs extends LabProblem {}

/** Whether it is there. @throws NotOurs when another account can write there, or when it is a link. */
export const isOwnFolder = async (directory: string): Promise<boolean> => {
  const found = await ifThere(lstat(directory));
  if (found === null) return false;
  if (!found.isDirectory()) throw new NotOurs(`${directory} is not a directory of its own, and no lab's. Name another one.`);
  refuseForeign(directory, found);
  return true;
};

/** Null where there is no such file. @throws NotOurs when another account can have written it, or when it is a link. */
export const ownText = async (path: string): Promise<string | null> => {
  // What is asked for its owner is the file that was opened: nobody can exchange it in between.
  const handle = await ifThere(open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK), path);
  if (handle === null) return null;
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new NotOurs(`${path} is not a file, and no lab's.`);
    refuseForeign(path, found);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
};

/** Everything a lab, or a fault in it, writes; with a number behind it, what its writer died over. */
const ENTRY = /^(fs|keys|boot\.log|spells\.lock|(state|inventory)\.json(\.\d+)?|lb\d\.(conf|pid|vrrp\.pid))$/;

/** @throws NotOurs unless the directory is absent, empty, or holds what a lab left there and nothing else. */
export const requireOwnEntries = async (directory: string): Promise<void> => {
  if (!(await isOwnFolder(directory))) return;
  const foreign = (await readdir(directory)).filter((name) => !ENTRY.test(name));
  // The hosts' files are on a file system which only the lab's own processes see.
  const within = (await ifThere(readdir(`${directory}/fs`))) ?? [];
  const [first] = [...foreign, ...within.map((name) => `fs/${name}`)];
  if (first === undefined) return;
  throw new NotOurs(`${directory} holds what is no lab's (${first}), and would be deleted. Name a directory that is empty or not there.`);
};

const refuseForeign = (path: string, { uid, mode }: Stats): void => {
  const own = process.geteuid?.() ?? 0;
  if (uid !== 0 && uid !== own) throw new NotOurs(`${path} belongs to account ${uid}, and the lab runs what it says as root. Not used.`);
  if ((mode & 0o022) === 0) return;
  throw new NotOurs(`${path} can be written by other accounts (mode ${(mode & 0o777).toString(8)}), and the lab trusts it. Not used.`);
};

const ifThere = async <T>(asked: Promise<T>, path = ""): Promise<T | null> => {
  try {
    return await asked;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return null;
    if (code === "ELOOP") throw new NotOurs(`${path} is a link, and no lab's.`, { cause: error });
    throw error;
  }
};
