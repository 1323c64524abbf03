import { readFileSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rightsOf, ROLES, RIGHTS, type Visitor } from "#server/access/rights.ts";
import type { Action, ActionKind } from "#server/door/action.ts";
import { perform } from "#server/door/perform.ts";
import type { Office } from "#server/door/office.ts";
import { isForAll } from "#server/serve/for-all.ts";
import { memoryJournal } from "#server/store/memory-journal.ts";
import { actions, places, strays } from "./registry.ts";

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
      ...actions().map(({ kind, needs }) => line(`action ${kind}`, needs)),
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

const host = { address: "192.0.2.1", port: 22 };
const brief = { hosts: [{ role: "sender", address: "192.0.2.10" }], inputs: {} };

/** One valid example of each action; an action without one does not compile. */
const SAMPLES: { readonly [K in ActionKind]: Extract<Action, { do: K }> } = {
  start: { do: "start", runbook: "nothing", brief },
  practice: { do: "practice", incident: "nothing" },
  import: { do: "import", bundle: "nothing" },
  note: { do: "note", id: "x", text: "x" },
  rename: { do: "rename", id: "x", title: "x" },
  pause: { do: "pause", id: "x" },
  resume: { do: "resume", id: "x" },
  stop: { do: "stop", id: "x" },
  skip: { do: "skip", id: "x", test: "x" },
  run: { do: "run", id: "x", collector: "x", host: "x" },
  approveChange: { do: "approveChange", id: "x", change: "c1" },
  declineChange: { do: "declineChange", id: "x", change: "c1", reason: "x" },
  keepChange: { do: "keepChange", id: "x", change: "c1" },
  undoChange: { do: "undoChange", id: "x", change: "c1" },
  answerHostKey: { do: "answerHostKey", id: "x", host: "x", fingerprint: "x", approve: true },
  approveKey: { do: "approveKey", ...host, algorithm: "x", key: "AAAA", fingerprint: "x" },
  forgetKey: { do: "forgetKey", ...host },
  addHost: { do: "addHost", name: "x", address: "x" },
  removeHost: { do: "removeHost", id: "x" },
  keepKey: { do: "keepKey", host: "x", privateKey: "x" },
  dropKey: { do: "dropKey", host: "x" },
  rotateKeys: { do: "rotateKeys" },
  removeOutputs: { do: "removeOutputs", olderThanDays: 36_500 },
  invite: { do: "invite", login: "x", name: "x", roles: [] },
  inviteAgain: { do: "inviteAgain", account: "x" },
  setRoles: { do: "setRoles", account: "x", roles: [] },
  disableAccount: { do: "disableAccount", account: "x" },
  enableAccount: { do: "enableAccount", account: "x" },
  endSession: { do: "endSession", session: "x" },
  endOtherSessions: { do: "endOtherSessions" },
  makeKey: { do: "makeKey", name: "x", rights: [], days: 1 },
  revokeKey: { do: "revokeKey", key: "x" },
  changePassword: { do: "changePassword", current: "x", next: "x" },
};

/** Whether the door let an action through to what it acts upon. */
async function passes(rights: Visitor["rights"], action: Action): Promise<boolean> {
  let touched = false;
  const touch = (): never => {
    touched = true;
    throw new Error("touched");
  };
  const office: Office = {
    journal: { ...memoryJournal(), read: touch, append: touch, create: touch },
    inventory: { add: touch, remove: touch },
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
