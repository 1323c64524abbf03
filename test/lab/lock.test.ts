import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withLock } from "#lab/hosts/lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "culprit-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("lets one in, tells all others who it is, and leaves nothing", async () => {
  const all = await Promise.allSettled(Array.from({ length: 50 }, () => withLock(join(folder, "lab"), () => sleep(200))));
  const refused = all.filter((each) => each.status === "rejected").map((each) => String(each.reason));
  expect(refused).toHaveLength(49);
  for (const why of refused) expect(why).toContain(`Process ${process.pid} is working on this lab`);
  expect(readdirSync(folder)).toEqual([]);
});

it("is taken from an owner that is dead, also when its number lives on in another process", async () => {
  const path = join(folder, "lab");
  for (const owner of [
    { pid: 4_194_303, startTicks: "1" },
    { pid: process.pid, startTicks: "1" },
  ]) {
    symlinkSync(JSON.stringify(owner), `${path}.lock`);
    expect(await withLock(path, async () => "in")).toBe("in");
    expect(readdirSync(folder)).toEqual([]);
  }
});

it("is let go of when the work fails", async () => {
  await expect(withLock(join(folder, "lab"), () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(readdirSync(folder)).toEqual([]);
});
