import { mkdir, readFile, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { Locked, withLock } from "./lock.ts";
import { LabProblem } from "./problem.ts";
import { NotOurs } from "./own.ts";
import { isAlive } from "./process.ts";
import { readState } from "./state.ts";

/**
 * Settings of the whole machine that a fault changes. The value found is on disk before the first change, outside any lab's
 * directory, so that whoever comes next can put it back, whatever died in between.
 */
const FOLDER = "/run/culprit-settings";

const record = z.object({ path: z.string(), found: z.string(), directory: z.string(), owner: z.string() });
type Record = Readonly<z.infer<typeof record>>;

export interface SettingOwner {
  readonly directory: string;
  /** The fault that needs it. */
  readonly fault: string;
}

/** Writes to a file of /proc/sys, for the whole machine, until the owner's settings are restored. */
export const changeSetting = (owner: SettingOwner, path: string, value: string): Promise<void> =>
  inTurn(async () => {
    const held = (await readRecords()).find((each) => each.path === path);
    const isOwn = held?.directory === owner.directory && held.owner === owner.fault;
    if (held !== undefined && !isOwn) {
      if (await isLabAlive(held.directory)) {
        throw new LabProblem(`${path} is held by the fault ${held.owner} of the lab in ${held.directory}. Heal that one first.`);
      }
      await restore(held);
    }
    if (!isOwn) {
      await writeRecord({ path, found: (await readFile(path, "utf8")).trim(), directory: owner.directory, owner: owner.fault });
    }
    await writeFile(path, value);
  });

/** Puts back what one fault changed, or all faults of one lab; and what labs that no longer live left behind. */
export const restoreSettings = (directory: string, fault?: string): Promise<void> =>
  inTurn(async () => {
    for (const each of await readRecords()) {
      const mine = each.directory === directory && (fault === undefined || each.owner === fault);
      if (mine || (each.directory !== directory && !(await isLabAlive(each.directory)))) await restore(each);
    }
  });

/** Far longer than a few small files take to read and write, on a machine that has much else to do. */
const PATIENCE_MS = 10_000;

/**
 * One lab after the other: between a look at the records, the value found and the record of it nobody else may write any of them.
 * Two that look at once would both find no record, and the second would note the first's value as the machine's.
 */
const inTurn = async (work: () => Promise<void>): Promise<void> => {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await withLock(FOLDER, work);
    } catch (error) {
      if (!(error instanceof Locked) || Date.now() > until) throw error;
      await sleep(10);
    }
  }
};

const restore = async (each: Record): Promise<void> => {
  // A setting goes with its kernel module, and its value with it.
  await writeFile(each.path, each.found, { flag: "r+" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rm(fileOf(each.path), { force: true });
  await rm(BESIDE, { force: true });
  // Fails while other records are there, which is why it is tried.
  await rmdir(FOLDER).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTEMPTY" && error.code !== "ENOENT") throw error;
  });
};

const fileOf = (path: string): string => `${FOLDER}/${path.replaceAll("/", "-")}.json`;

/** One name for all: only one writes at a time, and one left by a writer that died is written over. */
const BESIDE = `${FOLDER}/record.new`;

const writeRecord = async (each: Record): Promise<void> => {
  await mkdir(FOLDER, { recursive: true, mode: 0o700 });
  await writeFile(BESIDE, JSON.stringify(each));
  await rename(BESIDE, fileOf(each.path));
};

const readRecords = async (): Promise<readonly Record[]> => {
  const names = await readdir(FOLDER).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const texts = names.filter((name) => name.endsWith(".json")).map((name) => readFile(`${FOLDER}/${name}`, "utf8"));
  return (await Promise.all(texts)).map((text) => record.parse(JSON.parse(text)));
};

/** A directory that is another account's by now is no lab any more. */
const isLabAlive = async (directory: string): Promise<boolean> => {
  const state = await readState(directory).catch((error: unknown) => {
    if (error instanceof NotOurs) return null;
    throw error;
  });
  return state !== null && (await isAlive(state.root));
};
