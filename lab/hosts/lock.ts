import { randomUUID } from "node:crypto";
import { mkdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { dirname } from "node:path";
import { isAlive, processRef, type ProcessRef } from "./process.ts";
import { LabProblem } from "./problem.ts";

/** Somebody else who lives has the lock. */
export class Locked extends LabProblem {}

/**
 * Runs `work` while no other process raises, faults or removes the same lab. Refuses at once instead of waiting:
 * two people at one lab should know of each other.
 */
export const withLock = async <T>(directory: string, work: () => Promise<T>): Promise<T> => {
  const path = `${directory}.lock`;
  await mkdir(dirname(path), { recursive: true });
  await take(path);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
};

const take = async (path: string): Promise<void> => {
  const own = await processRef(process.pid);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await create(path, JSON.stringify(own))) return;
    const text = await readlink(path).catch(() => null);
    if (text === null) continue;
    const owner = parseOwner(text);
    if (owner !== null && (await isAlive(owner))) {
      throw new Locked(`Process ${owner.pid} is working on this lab (${path}). Try again when it is done.`);
    }
    await discard(path, text);
  }
  throw new Locked(`Another process keeps taking ${path}. Try again when it is done.`);
};

/** A link that points nowhere and says who owns it: it appears with its content, and leaves nothing beside it when its maker dies. */
const create = async (path: string, text: string): Promise<boolean> => {
  try {
    await symlink(text, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
};

/** Its owner died. Moved aside before it is deleted, so that a lock somebody took in between is put back. */
const discard = async (path: string, stale: string): Promise<void> => {
  const aside = `${path}.${randomUUID()}`;
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  const text = await readlink(aside);
  if (text === stale) await rm(aside);
  else await rename(aside, path);
};

const parseOwner = (text: string): ProcessRef | null => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("pid" in value) || !("startTicks" in value)) return null;
    const { pid, startTicks } = value;
    return typeof pid === "number" && typeof startTicks === "string" ? { pid, startTicks } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};
