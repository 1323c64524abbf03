import { readFileSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rightsOf, ROLES, RIGHTS, type Visitor } from "#server/access/rights.ts";
import type { Action } from "#server/door/action.ts";
import { perform } from "#server/door/perform.ts";
import type { Office } from "#server/door/office.ts";
import { isForAll } from "#server/serve/for-all.ts";
import { memoryJournal } from "#server/store/memory-journal.ts";
import { actions, places, strays } from "./registry.ts";
import { SAMPLES } from "./samples.ts";

/** What a reviewer of rights reads. `RENEW_RIGHTS=1` writes it anew. */
const LIST = join(import.meta.dirname, "..", "..", "rights.txt");

const may = (needs: string | null): string =>
  needs === null ? "everybody" : ROLES.filter((role) => [...rightsOf([role])].some((right) => right === needs)).join(" ");

const line = (what: string, needs: string | null): string => `${what.padEnd(62)} ${(needs ?? "-").padEnd(12)} ${may(needs)}`;

describe("every way in", () => {
  test("has written on it what it needs", () => {
    expect(places().filter(({ needs }) => needs === undefined)).toEqual([]);
    expect(strays()).toEqual([]);
    expect(places().length).toBeGreaterThan(20);
  });

  test("is on the list that people review", () => {
    const list = [
      ...places().map(({ method, path, needs }) => line(`${method.padEnd(6)} ${path}`, needs ?? null)),
      "",
      ...actions().map(({ kind, needs, there }) => line(`action ${kind}${there === null ? "" : `, and ${there} there`}`, needs)),
      "",
    ].join("\n");
    if (process.env["RENEW_RIGHTS"] === "1") writeFileSync(LIST, list);
    expect(list).toBe(readFileSync(LIST, "utf8"));
  });

  test("is for all exactly where the server's front gate lets all through", () => {
    const all = places();
    for (const { path } of all) expect(isForAll(path), path).toBe(all.some((one) => one.path === path && one.needs === null));
  });

  test.each([
    "/sign-in/",
    "/sign-in/../hosts",
    "//sign-in",
    "/_next/static/../../hosts",
    "/_next/static/%2e%2e/hosts",
    "/_next/data/x.json",
    "/",
    "/sign-in%2f..",
    "",
  ])("%s is not for all", (path) => expect(isForAll(path)).toBe(false));
});

/** Whether the door let an action through to what it acts upon. */
async function passes(rights: Visitor["rights"], action: Action): Promise<boolean> {
  let touched = false;
  const touch = (): never => {
    touched = true;
    throw new Error("touched");
  };
  const office: Office = {
    journal: { ...memoryJournal(), read: touch, append: touch, create: touch },
    inventory: { add: touch, update: touch, remove: touch },
    keys: { approve: touch, forget: touch },
    archive: { keep: touch },
    enqueue: touch,
    newId: randomUUID,
  };
  const visitor: Visitor = { kind: "person", id: "p", name: "P", via: "api", rights };
  const result = await perform(office, visitor, action).catch(() => null);
  expect(result?.ok === false && result.status === 403 && touched, "refused, and acted all the same").toBe(false);
  return result === null || result.ok || result.status !== 403;
}

describe("every action of the door", () => {
  test.each(actions())("$kind needs $needs, whoever asks", async ({ kind, needs }) => {
    expect(await passes(new Set(), SAMPLES[kind]), "without any role").toBe(false);
    for (const role of ROLES) expect(await passes(rightsOf([role]), SAMPLES[kind]), role).toBe(rightsOf([role]).has(needs));
    // It is this right and no other one that opens it.
    expect(await passes(new Set(RIGHTS.filter((right) => right !== needs)), SAMPLES[kind])).toBe(false);
    expect(await passes(new Set([needs]), SAMPLES[kind])).toBe(true);
  });
});
