import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startDatabase } from "#server/database/database.ts";
import { lockDataFolder, runningServer } from "#server/database/lock.ts";
import { openStore } from "#server/store/store.ts";
import { temporaryFolder } from "../store/test-database.ts";
import { startStorage } from "./storage-process.ts";
import { itUnless, missing } from "../../needs.ts";

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const step of cleanUp.splice(0).toReversed()) step();
});

const place = (): string => {
  const folder = temporaryFolder("place");
  cleanUp.push(() => folder.remove());
  return folder.path;
};
/** Starts, works, stops; says where the database was. */
const useOnce = async (dataFolder: string): Promise<string> => {
  const database = await startDatabase({ dataFolder });
  const store = await openStore(database.pool);
  try {
    await store.ping();
  } finally {
    await store.close();
    await database.stop();
  }
  const pointer = join(dataFolder, "database-location.json");
  const home = existsSync(pointer) ? (JSON.parse(readFileSync(pointer, "utf8")) as { home: string }).home : join(dataFolder, "postgres");
  if (!home.startsWith(dataFolder)) cleanUp.push(() => rmSync(dirname(home), { recursive: true, force: true }));
  return home;
};
const problemOf = (dataFolder: string) =>
  startDatabase({ dataFolder }).then(
    async (database) => {
      await database.stop();
      throw new Error("it started");
    },
    (error: unknown) => error,
  );

describe("the embedded database finds its place", () => {
  it("in a path with spaces, quotes and other letters", async () => {
    const folder = join(place(), 'it\'s a "data" folder, größer');
    expect(await useOnce(folder)).toBe(join(folder, "postgres"));
    expect(await useOnce(folder)).toBe(join(folder, "postgres"));
  });

  it("in a path that is too long for a unix socket", async () => {
    const folder = join(place(), "x".repeat(60), "y".repeat(60));
    expect(await useOnce(folder)).toBe(join(folder, "postgres"));
  });

  it("through a symbolic link, as the same folder", async () => {
    const root = place();
    await useOnce(join(root, "data"));
    symlinkSync(join(root, "data"), join(root, "link"));
    const lock = await lockDataFolder(join(root, "data"));
    await expect(lockDataFolder(join(root, "link"))).rejects.toMatchObject({ kind: "inUse" });
    await lock.release();
    await useOnce(join(root, "link"));
  });

  itUnless(missing("root"), "outside a folder that its account cannot enter, and tells where", async () => {
    const closed = join(place(), "closed");
    mkdirSync(closed, { mode: 0o700 });
    const home = await useOnce(join(closed, "data"));
    expect(home).toMatch(/^\/var\/lib\/culprit\/[0-9a-f]{16}\/postgres$/);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(statSync(home).uid).not.toBe(0);
    expect(statSync(dirname(home)).uid).toBe(0);
    expect(await useOnce(join(closed, "data"))).toBe(home);
    // Moved, the folder takes its database along; a copy does not share it.
    renameSync(join(closed, "data"), join(closed, "moved"));
    expect(await useOnce(join(closed, "moved"))).toBe(home);
    cpSync(join(closed, "moved"), join(closed, "copy"), { recursive: true });
    expect(await problemOf(join(closed, "copy"))).toMatchObject({
      kind: "inUse",
      say: expect.stringContaining("is a copy of"),
    });
    rmSync(dirname(home), { recursive: true });
    expect(await problemOf(join(closed, "moved"))).toMatchObject({
      kind: "corrupted",
      say: expect.stringContaining("does not exist"),
    });
  });

  itUnless(
    missing("root", "a clone for all accounts"),
    "for a plain user, all inside the data folder; another user is told whose it is",
    async () => {
      const folder = place();
      chownSync(folder, NOBODY, NOBODY);
      const storage = startStorage(join(folder, "data"), "i", {
        mode: "idle",
        spawn: { uid: NOBODY, gid: NOBODY, cwd: "/" },
      });
      cleanUp.push(() => void storage.child.kill("SIGKILL"));
      expect(await storage.ready).toContain(join(folder, "data", "postgres"));
      expect(statSync(join(folder, "data", "postgres", "cluster")).uid).toBe(NOBODY);
      await expect(lockDataFolder(join(folder, "data"))).rejects.toThrow(`process ${storage.child.pid}`);
      await storage.finish();
      const other = startStorage(join(folder, "data"), "i", {
        mode: "idle",
        spawn: { uid: 101, gid: 104, cwd: "/" },
      });
      await expect(other.ready).rejects.toThrow("may not write in the data folder");
      chmodSync(join(folder, "data"), 0o777);
      const third = startStorage(join(folder, "data"), "i", {
        mode: "idle",
        spawn: { uid: 101, gid: 104, cwd: "/" },
      });
      await expect(third.ready).rejects.toThrow("belongs to nobody, and Culprit runs as");
      // Root can go on with it, under the account that owns it.
      await useOnce(join(folder, "data"));
      expect(statSync(join(folder, "data", "postgres", "cluster")).uid).toBe(NOBODY);
    },
  );
});

describe("what is in the way is said plainly", () => {
  const start = async (): Promise<string> => {
    const folder = join(place(), "data");
    await useOnce(folder);
    return folder;
  };

  it("a database of a newer PostgreSQL", async () => {
    const folder = await start();
    writeFileSync(join(folder, "postgres", "cluster", "PG_VERSION"), "19\n");
    expect(await problemOf(folder)).toMatchObject({
      kind: "newerPostgres",
      say: expect.stringContaining("made by PostgreSQL 19"),
    });
    writeFileSync(join(folder, "postgres", "cluster", "PG_VERSION"), "17\n");
    expect(await problemOf(folder)).toMatchObject({ kind: "olderPostgres" });
  });

  it("a database with a part missing or damaged", async () => {
    const folder = await start();
    const control = join(folder, "postgres", "cluster", "global", "pg_control");
    writeFileSync(control, Buffer.alloc(8192, 7));
    expect(await problemOf(folder)).toMatchObject({ kind: "corrupted" });
    rmSync(control);
    expect(await problemOf(folder)).toMatchObject({ kind: "corrupted" });
    rmSync(join(folder, "postgres", "cluster", "PG_VERSION"));
    expect(await problemOf(folder)).toMatchObject({
      kind: "corrupted",
      say: expect.stringContaining("PG_VERSION"),
    });
  });

  it("an owner that was changed", async () => {
    const folder = await start();
    if (!isRoot) return;
    execFileSync("chown", ["-R", "0:0", join(folder, "postgres", "cluster")]);
    expect(await problemOf(folder)).toMatchObject({
      name: "DatabaseProblem",
      kind: expect.stringMatching(/notWritable|wrongOwner/),
    });
    execFileSync("chown", ["-R", "0:0", join(folder, "postgres")]);
    expect(await problemOf(folder)).toMatchObject({ kind: "wrongOwner" });
  });

  it("a file where the folder should be, and an interrupted first start that is no obstacle", async () => {
    const root = place();
    writeFileSync(join(root, "file"), "");
    expect(await problemOf(join(root, "file"))).toMatchObject({ kind: "notWritable" });
    expect(await problemOf(join(root, "file", "data"))).toMatchObject({ kind: "notWritable" });
    const folder = await start();
    renameSync(join(folder, "postgres", "cluster"), join(folder, "postgres", "cluster.new"));
    rmSync(join(folder, "postgres", "cluster.new", "PG_VERSION"));
    await useOnce(folder);
  });

  itUnless(missing("root"), "a full disk, at the first start and later", async () => {
    const disk = mountSmallDisk("size=24m");
    expect(await problemOf(join(disk, "data"))).toMatchObject({ kind: "diskFull" });
    execFileSync("mount", ["-o", "remount,size=90m", disk]);
    await useOnce(join(disk, "data"));
    writeFileSync(join(disk, "data", "postgres", "cluster", "recovery.signal"), "");
    rmSync(join(disk, "data", "postgres", "cluster", "recovery.signal"));
    fill(join(disk, "ballast"));
    expect(await problemOf(join(disk, "data"))).toMatchObject({ kind: "diskFull" });
    rmSync(join(disk, "ballast"));
    await useOnce(join(disk, "data"));
  });

  itUnless(missing("root"), "a read-only file system", async () => {
    const disk = mountSmallDisk("size=90m");
    await useOnce(join(disk, "data"));
    execFileSync("mount", ["-o", "remount,ro", disk]);
    expect(await problemOf(join(disk, "data"))).toMatchObject({
      kind: "notWritable",
      say: expect.stringContaining("read-only"),
    });
  });
});

describe("the lock of the data folder", () => {
  it("tells who has it, and is free when released", async () => {
    const folder = join(place(), "data");
    expect(await runningServer(folder)).toBeNull();
    const lock = await lockDataFolder(folder);
    await expect(lockDataFolder(folder)).rejects.toThrow(`process ${process.pid}, still starting`);
    lock.announce({ url: "http://127.0.0.1:3000" });
    expect(await runningServer(folder)).toMatchObject({ pid: process.pid, url: "http://127.0.0.1:3000" });
    expect(JSON.parse(readFileSync(join(folder, "server.json"), "utf8"))).toMatchObject({
      pid: process.pid,
      url: "http://127.0.0.1:3000",
    });
    await lock.release();
    expect(await runningServer(folder)).toBeNull();
    expect(existsSync(join(folder, "server.json"))).toBe(false);
    await (await lockDataFolder(folder)).release();
  });
});

function mountSmallDisk(options: string): string {
  const disk = join(tmpdir(), `culprit-disk-${process.pid}-${Date.now()}`);
  mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", `${options},mode=711`, "tmpfs", disk]);
  cleanUp.push(() => {
    execFileSync("umount", ["-l", disk]);
    rmSync(disk, { recursive: true });
  });
  return disk;
}

function fill(file: string): void {
  try {
    for (let mib = 1; ; mib += 1) writeFileSync(file, Buffer.alloc(1 << 20), { flag: "a" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
}
