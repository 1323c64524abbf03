import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runbooks } from "#runbooks";
import { runbookPage } from "#cli/commands/runbook-page.ts";

const CULPRIT = join(import.meta.dirname, "..", "..", "cli", "culprit.ts");

const culprit = (...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [CULPRIT, ...args], (_, out, err) => resolve({ code: child.exitCode ?? -1, out, err }));
  });

test("help of a command is about that command, wherever it is asked for", async () => {
  const [after, before] = await Promise.all([culprit("sweep", "--help"), culprit("help", "sweep")]);
  expect(after).toEqual(before);
  expect(after).toMatchObject({ code: 0, err: "" });
  expect(after.out).toContain("sweep <runbook>");
  expect(after.out).not.toContain("retention");
});

test("help of an investigation says what the runbook takes", async () => {
  const { code, out } = await culprit("investigate", "small-packet-loss", "--help");
  expect(code).toBe(0);
  for (const line of [
    /--host sender=\S+ \\\n +--host receiver=\S+ \\\n +--input target=/,
    /^ {2}gateway +if you have it, up to 4 /m,
    /^ {2}count +4000 /m,
  ])
    expect(out).toMatch(line);
  expect(out).not.toMatch(/\{host\}|undefined/);
});

test("a page for a terminal can be made of every runbook", () => {
  for (const one of runbooks) expect(runbookPage(one)).not.toMatch(/\{\w+\}|undefined/);
});

test("a wrong call says what was wrong, and where help is", async () => {
  expect(await culprit("help", "nothing")).toMatchObject({ code: 2, out: "" });
  expect(await culprit("constructor")).toMatchObject({ code: 2, err: expect.stringContaining("culprit has no command constructor.") });
  expect((await culprit("runbook", "show")).err).toMatch(/name one runbook\.\nculprit help runbook says what it takes\.\n$/);
  expect((await culprit("investigate", "small-packet-loss")).err).toContain(
    "culprit investigate small-packet-loss --help names the roles.",
  );
});
