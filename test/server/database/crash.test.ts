import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { startDatabase } from "#server/database/database.ts";
import { openStore } from "#server/store/store.ts";
import { created, note } from "../store/sample.ts";
import { temporaryFolder } from "../store/test-database.ts";
import { startStorage } from "./storage-process.ts";
import type { StorageProcess } from "./storage-process.ts";

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

const newFolder = (): string => {
  const folder = temporaryFolder("crash");
  cleanUp.push(async () => {
    // A database that is still ending would write into what is being removed.
    const data = join(folder.path, "data");
    for (let tries = 0; tries < 100 && existsSync(clusterOf(data)) && processesOf(data).length > 0; tries += 1) await wait(100);
    folder.remove();
  });
  return join(folder.path, "data");
};
const clusterOf = (folder: string): string => join(folder, "postgres", "cluster");
/** Processes whose working folder is the cluster, and the watchdog that names it. */
const processesOf = (folder: string): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          readlinkSync(`/proc/${pid}/cwd`) === realpathSync(clusterOf(folder)) ||
          readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`${clusterOf(folder)}\0`)
        );
      } catch {
        return false;
      }
    });
const postmasterOf = (folder: string): number => Number(readFileSync(join(clusterOf(folder), "postmaster.pid"), "utf8").split("\n")[0]);
const begin = async (mode: "append" | "idle", folder = newFolder(), id = randomUUID()) => {
  const storage = startStorage(folder, id, { mode });
  cleanUp.push(() => {
    storage.child.kill("SIGKILL");
  });
  await storage.ready;
  return { folder, id, storage };
};
const readBack = async (folder: string, id: string): Promise<ReadonlySet<number>> => {
  const lines: string[] = [];
  const database = await startDatabase({ dataFolder: folder, onProgress: (line) => lines.push(line) });
  const store = await openStore(database.pool);
  try {
    return new Set((await store.journal.read(id)).map(({ seq }) => seq));
  } finally {
    await store.close();
    await database.stop();
  }
};
const someAcks = (storage: StorageProcess) => expect.poll(() => storage.acknowledged().length, { timeout: 20_000 }).toBeGreaterThan(200);

describe("a storage that is killed", () => {
  it("keeps every acknowledged append when the whole tree is killed with -9", async () => {
    const { folder, id, storage } = await begin("append");
    await someAcks(storage);
    for (const pid of [storage.child.pid ?? 0, ...processesOf(folder)]) process.kill(pid, "SIGKILL");
    await wait(300);
    expect(processesOf(folder)).toEqual([]);
    const acknowledged = storage.acknowledged();
    const stored = await readBack(folder, id);
    expect(acknowledged.filter((seq) => !stored.has(seq))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(200);
  });

  it("leaves no process behind when only the server is killed with -9", async () => {
    const { folder, id, storage } = await begin("append");
    await someAcks(storage);
    expect(processesOf(folder).length).toBeGreaterThan(2);
    storage.child.kill("SIGKILL");
    await expect.poll(() => processesOf(folder), { timeout: 10_000 }).toEqual([]);
    const stored = await readBack(folder, id);
    expect(storage.acknowledged().filter((seq) => !stored.has(seq))).toEqual([]);
  });

  it("starts again over a database that was left running without its watchdog", async () => {
    const { folder, id, storage } = await begin("append");
    await someAcks(storage);
    const postmaster = postmasterOf(folder);
    const watchdogs = processesOf(folder).filter((pid) => readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "sh");
    expect(watchdogs.length).toBeGreaterThan(0);
    // Its ear first, which is its child: once the watchdog itself is gone, Node ends the pipe, and the ear would end the database.
    for (const pid of [...watchdogs.toReversed(), storage.child.pid ?? 0]) process.kill(pid, "SIGKILL");
    await wait(500);
    expect(processesOf(folder)).toContain(postmaster);
    const stored = await readBack(folder, id);
    expect(storage.acknowledged().filter((seq) => !stored.has(seq))).toEqual([]);
    // The new watchdog's own ear is killed last, and takes a moment to be gone.
    await expect.poll(() => processesOf(folder), { timeout: 10_000 }).toEqual([]);
  });

  it("starts again while the dead database's children are still ending", async () => {
    const { folder, id, storage } = await begin("append");
    await someAcks(storage);
    for (const pid of [postmasterOf(folder), storage.child.pid ?? 0]) process.kill(pid, "SIGKILL");
    expect((await readBack(folder, id)).size).toBeGreaterThan(200);
  });

  it("is restarted under a server that goes on, when PostgreSQL alone dies", async () => {
    const folder = newFolder();
    const lines: string[] = [];
    const database = await startDatabase({ dataFolder: folder, onProgress: (line) => lines.push(line) });
    cleanUp.push(() => database.stop());
    const { migrate } = await import("#server/database/migrate.ts");
    await migrate(database.pool);
    const store = await openStore(database.pool);
    cleanUp.push(() => store.close());
    const heard: string[] = [];
    await store.listen({ onEvent: () => heard.push("event"), onReconnect: () => heard.push("again") });
    const id = randomUUID();
    await store.journal.create(created(id));
    for (const round of [1, 2]) {
      process.kill(postmasterOf(folder), "SIGKILL");
      await expect.poll(() => lines.filter((line) => line.includes("running again")), { timeout: 20_000 }).toHaveLength(round);
      expect(await store.journal.append(id, { expected: null, events: [note(`after ${round}`)] })).toMatchObject({ ok: true });
      await expect.poll(() => heard.filter((what) => what === "again"), { timeout: 10_000 }).toHaveLength(round);
    }
    expect(await store.journal.read(id)).toHaveLength(2);
  });

  it("stops in order when asked, leaving nothing running and nothing to recover", async () => {
    const { folder, storage } = await begin("idle");
    await storage.finish();
    expect(storage.child.exitCode).toBe(0);
    await expect.poll(() => processesOf(folder), { timeout: 10_000 }).toEqual([]);
    const lines: string[] = [];
    const database = await startDatabase({ dataFolder: folder, onProgress: (line) => lines.push(line) });
    await database.stop();
    expect(lines).toEqual([]);
  });
});

describe("a second one on the same data folder", () => {
  it("is refused at once, with the process and the address of the first", async () => {
    const { folder, storage } = await begin("idle");
    const second = startStorage(folder, randomUUID(), { mode: "idle" });
    cleanUp.push(() => {
      second.child.kill("SIGKILL");
    });
    const started = performance.now();
    await expect(second.ready).rejects.toThrow(`process ${storage.child.pid}, http://127.0.0.1:1`);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(processesOf(folder)).toContain(postmasterOf(folder));
  });

  it("is refused by the database itself when the folder's lock cannot be seen, as from another container", async () => {
    const { folder, id, storage } = await begin("append");
    const before = storage.acknowledged().length;
    await expect(startDatabase({ dataFolder: folder })).rejects.toMatchObject({
      name: "DatabaseProblem",
      kind: "inUse",
    });
    await expect.poll(() => storage.acknowledged().length).toBeGreaterThan(before + 50);
    storage.child.kill("SIGKILL");
    expect((await readBack(folder, id)).size).toBeGreaterThan(50);
  });

  it("lets exactly one of several that start together win", async () => {
    const folder = newFolder();
    const all = Array.from({ length: 4 }, () => startStorage(folder, randomUUID(), { mode: "idle" }));
    cleanUp.push(() => {
      for (const { child } of all) child.kill("SIGKILL");
    });
    const how = await Promise.allSettled(all.map(({ ready }) => ready));
    expect(how.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const { child } of all) child.kill("SIGKILL");
    await expect.poll(() => processesOf(folder), { timeout: 10_000 }).toEqual([]);
  });
});
