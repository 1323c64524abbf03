import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { follow, newDataFolder, post, startCulprit } from "./culprit-server.ts";

/** The whole server, killed in the middle of an investigation. Real database, real SSH to the practice host. */
describe("an interrupted server", () => {
  const data = newDataFolder();
  afterAll(() => data.remove());

  test("kill -9 of everything loses nothing that was acknowledged; the next start goes on where it stood and says so", async () => {
    const first = await startCulprit(data.folder);
    const { id } = await post(first.url, "/api/v1/investigations", { do: "practice" });
    const before = await follow(first.url, id, (event) => event.type === "commandStarted" && event.request.includes(".reproduction."));
    await post(first.url, `/api/v1/investigations/${id}/actions`, { do: "note", text: "written just before the power went" });
    await first.kill();

    const second = await startCulprit(data.folder);
    expect(second.output()).toMatch(/1 investigation goes on where it stood/);
    const after = await follow(second.url, id, (event) => event.type === "concluded");
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map(({ seq }) => seq)).toEqual(after.map((_, index) => index + 1));
    expect(after).toContainEqual(expect.objectContaining({ type: "noted", text: "written just before the power went" }));
    expect(after.filter(({ type }) => type === "roundRestarted")).toHaveLength(1);
    expect(after.filter(({ type }) => type === "started" || type === "concluded")).toHaveLength(2);
    const ledgers = after.filter((event) => event.type === "ledger");
    expect(ledgers.map(({ host }) => host).toSorted()).toEqual(["receiver", "sender"]);
    expect(ledgers.flatMap(({ checks }) => checks.map(({ same }) => same))).toEqual(Array.from({ length: 8 }, () => true));
    const last = after.at(-1);
    expect(last?.type === "concluded" && last.verdict.causes.map(({ id: cause, certainty }) => [cause, certainty])).toEqual([
      ["backlogOverflow", "established"],
    ]);
    expect(await second.stop()).toBe(0);
  });

  test("a second server on the same data folder is refused and says who has it", async () => {
    const first = await startCulprit(data.folder);
    await expect(startCulprit(data.folder)).rejects.toThrow(new RegExp(`Another Culprit \\(process ${first.pid}, ${first.url}\\)`));
    await first.stop();
  });

  test("Ctrl-C leaves no process behind", async () => {
    const server = await startCulprit(data.folder);
    await post(server.url, "/api/v1/investigations", { do: "practice" });
    expect(await server.stop()).toBe(0);
    expect(processesOf(data.folder)).toEqual([]);
  });
});

function processesOf(folder: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return line.includes(folder) ? [line] : [];
      } catch {
        // The process ended while the list was read.
        return [];
      }
    });
}
