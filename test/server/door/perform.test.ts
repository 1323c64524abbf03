import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { perform } from "#server/door/perform.ts";
import { MOST_WATCHES } from "#server/door/watch-places.ts";
import { localActor } from "#server/door/session.ts";
import { plainActor, type Visitor } from "#server/access/rights.ts";
import type { Office } from "#server/door/office.ts";
import { memoryJournal } from "#server/store/memory-journal.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";

const you = localActor("api");

function openOffice(): Office & { readonly woken: string[] } {
  const woken: string[] = [];
  const never = (): never => {
    throw new Error("not part of this test");
  };
  return {
    journal: memoryJournal(),
    inventory: { add: never, update: () => Promise.resolve(null), remove: () => Promise.resolve(false) },
    keys: { approve: never, forget: () => Promise.resolve(false) },
    enqueue: (id) => {
      woken.push(id);
      return Promise.resolve();
    },
    newId: randomUUID,
    woken,
  };
}

const brief = {
  hosts: [
    { role: "sender", address: "192.0.2.10" },
    { role: "receiver", address: "192.0.2.20", user: "root" },
  ],
  inputs: { target: "192.0.2.20" },
};

test.each(["a\u001b[2Jb", "web-1\nroot approved it", "\u202e1-bew", "a\u2028b", "a\u0000b", "\u2067x", "a\ud800"])(
  "a name or a title that holds what nobody sees is none: %j",
  async (name) => {
    const office = openOffice();
    const [host] = brief.hosts;
    for (const action of [
      { do: "addHost", name, address: "192.0.2.9" },
      { do: "addHost", name: "web-1", address: "192.0.2.9", group: name },
      { do: "addHosts", hosts: [{ name: "web-1", address: "192.0.2.9", labels: [name] }] },
      { do: "editHost", id: "1", name },
      { do: "start", runbook: "small-packet-loss", title: name, brief },
      { do: "start", runbook: "small-packet-loss", brief: { ...brief, hosts: [{ ...host, name }] } },
      { do: "rename", id: "1", title: name },
      { do: "saveView", name, query: "" },
      { do: "invite", login: "eve", name, roles: [] },
      { do: "grant", group: name, role: "viewer", rights: [] },
    ]) {
      const result = await perform(office, you, action);
      expect(result, JSON.stringify(action)).toMatchObject({ ok: false, status: 400 });
      expect(JSON.stringify(result)).toContain("nobody sees");
    }
  },
);

test.each([
  { do: "pause", id: "a\0b" },
  { do: "pause", id: "a\ud800b" },
  { do: "note", id: "\0", text: "x" },
  { do: "stopSweep", id: "\0" },
  { do: "removeHost", id: "\0" },
  { do: "restoreAlert", alert: "\0" },
  { do: "answer", id: "\0", request: "x", unknown: true },
  { do: "revokeKey", key: "\0" },
  { do: "grant", group: "x", role: "viewer", rights: [], account: "\0" },
  { do: "saveView", name: "x", query: "\0" },
  { do: "dropKey", host: "\0" },
  { do: "forgetKey", address: "\0", port: 22 },
])("nothing is asked for by a name that no database could look up: %j", async (action) => {
  expect(await perform(openOffice(), you, action)).toMatchObject({ ok: false, status: 400 });
});

describe("a watch", () => {
  const asked = { do: "start", runbook: "small-packet-loss", brief: { ...brief, watchSeconds: 3_600 } };
  const watching = (n: number): Office => ({ ...openOffice(), watches: { notEnded: (who) => Promise.resolve(who === you.id ? n : 0) } });

  test("leaves places to others: one person has so many and no more", async () => {
    expect(await perform(watching(MOST_WATCHES - 1), you, asked)).toMatchObject({ ok: true });
    expect(await perform(watching(MOST_WATCHES), you, asked)).toMatchObject({
      ok: false,
      status: 409,
      message: expect.stringContaining("Stop one"),
    });
  });

  test("keeps nobody from what ends by itself", async () => {
    expect(await perform(watching(MOST_WATCHES), you, { ...asked, brief })).toMatchObject({ ok: true });
    expect(await perform(watching(MOST_WATCHES), { ...you, id: "ben" }, asked)).toMatchObject({ ok: true });
  });
});

describe("a host key", () => {
  const key = "AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  const asked = { do: "approveKey", address: "192.0.2.9", port: 22, algorithm: "ssh-ed25519", key };
  // Of 32 bytes of nought, as ssh-keygen prints it.
  const fingerprint = "SHA256:kmYcvdi2GkPeWxB6XLjrZB8JHsy2Hm8luHMFp9GMvqk";
  const approving = (answer: boolean): Office => {
    const office = openOffice();
    return { ...office, keys: { ...office.keys, approve: () => Promise.resolve(answer) } };
  };

  test("is approved with its own fingerprint, and with no other", async () => {
    expect(await perform(approving(true), you, { ...asked, fingerprint })).toEqual({ ok: true });
    const other = await perform(openOffice(), you, { ...asked, fingerprint: `SHA256:${"A".repeat(43)}` });
    expect(other).toMatchObject({ ok: false, status: 400, message: expect.stringContaining("not the one of this key") });
  });

  test("is approved as what it is: under another name it would stand beside the one that counts", async () => {
    const other = await perform(openOffice(), you, { ...asked, algorithm: "ssh-rsa", fingerprint });
    expect(other).toMatchObject({ ok: false, status: 400, message: "This is no ssh-rsa key. Nothing was approved." });
  });

  test("takes the place of no other", async () => {
    expect(await perform(approving(false), you, { ...asked, fingerprint })).toMatchObject({ ok: false, status: 409 });
  });
});

async function started(office: Office): Promise<string> {
  const result = await perform(office, you, { do: "start", runbook: "small-packet-loss", brief });
  if (!result.ok || result.id === undefined) throw new Error(JSON.stringify(result));
  return result.id;
}

const eventsOf = (office: Office, id: string): Promise<readonly InvestigationEvent[]> => office.journal.read(id);

describe("the one door", () => {
  test("a start is logged with its actor, its brief and the whole runbook, and wakes a worker", async () => {
    const office = openOffice();
    const id = await started(office);
    const [first] = await eventsOf(office, id);
    expect(first).toMatchObject({ seq: 1, type: "started", actor: plainActor(you), practice: false });
    if (first?.type !== "started") throw new Error("no start");
    expect(first.runbook.id).toBe("small-packet-loss");
    expect(first.brief.hosts.map(({ key }) => key)).toEqual(["sender", "receiver"]);
    expect(first.brief.inputs).toEqual({ target: "192.0.2.20", count: "4000", interval: "5", expectedLossPercent: "0.1" });
    expect(office.woken).toEqual([id]);
  });

  test.each([
    ["no host for a required role", { ...brief, hosts: brief.hosts.slice(0, 1) }, "roles.receiver"],
    ["a role the runbook does not know", { ...brief, hosts: [...brief.hosts, { role: "printer", address: "192.0.2.9" }] }, "hosts.2.role"],
    ["two hosts where one is allowed", { ...brief, hosts: [...brief.hosts, { role: "sender", address: "192.0.2.9" }] }, "roles.sender"],
    [
      "an address that would be an option",
      { ...brief, hosts: [{ role: "sender", address: "-oProxyCommand=reboot" }, ...brief.hosts.slice(1)] },
      "hosts.0.address",
    ],
    ["a missing input", { ...brief, inputs: {} }, "inputs.target"],
    ["shell in an address input", { ...brief, inputs: { target: "$(reboot)" } }, "inputs.target"],
    ["an input out of range", { ...brief, inputs: { target: "192.0.2.20", count: "7" } }, "inputs.count"],
    ["an input nobody asked for", { ...brief, inputs: { target: "192.0.2.20", colour: "blue" } }, "inputs.colour"],
    ["a network namespace with a path in it", { ...brief, hosts: [{ ...brief.hosts[0], netns: "../x" }, brief.hosts[1]] }, "hosts.0.netns"],
  ])("refuses %s and names the field", async (_what, wrong, field) => {
    const office = openOffice();
    const result = await perform(office, you, { do: "start", runbook: "small-packet-loss", brief: wrong });
    expect(result).toMatchObject({ ok: false, status: 400 });
    expect(result.ok ? [] : Object.keys(result.fields ?? {})).toContain(field);
    expect(office.woken).toEqual([]);
  });

  test.each([
    null,
    7,
    "start",
    [],
    {},
    { do: "reboot" },
    { do: "note", id: "x" },
    { do: "note", id: "x", text: " " },
    { do: "pause", id: "x", extra: 1 },
  ])("refuses what is not an action: %j", async (nonsense) => {
    expect(await perform(openOffice(), you, nonsense)).toMatchObject({ ok: false, status: 400 });
  });

  test("an actor who is nobody here may do nothing", async () => {
    const office = openOffice();
    const id = await started(office);
    const stranger: Visitor = { kind: "person", id: "stranger", name: "Mallory", via: "api", rights: new Set() };
    for (const action of [
      { do: "note", id, text: "hello" },
      { do: "stop", id },
      { do: "start", runbook: "small-packet-loss", brief },
      { do: "removeHost", id: "h" },
    ]) {
      expect(await perform(office, stranger, action)).toMatchObject({ ok: false, status: 403 });
    }
    expect((await eventsOf(office, id)).length).toBe(1);
  });

  test("pause, resume and stop follow the log and refuse what makes no sense", async () => {
    const office = openOffice();
    const id = await started(office);
    expect(await perform(office, you, { do: "resume", id })).toMatchObject({ ok: false, status: 409 });
    expect((await perform(office, you, { do: "pause", id })).ok).toBe(true);
    expect(await perform(office, you, { do: "pause", id })).toMatchObject({ ok: false, status: 409 });
    expect((await perform(office, you, { do: "resume", id })).ok).toBe(true);
    expect((await perform(office, you, { do: "stop", id, reason: "wrong host" })).ok).toBe(true);
    expect(await perform(office, you, { do: "stop", id })).toMatchObject({ ok: false, status: 409 });
    expect((await eventsOf(office, id)).map(({ type }) => type)).toEqual(["started", "paused", "resumed", "stopped"]);
    expect(office.woken).toEqual([id, id, id]);
  });

  test("a host key can be answered only when it was asked about, and only with its own fingerprint", async () => {
    const office = openOffice();
    const id = await started(office);
    const answer = { do: "answerHostKey", id, host: "sender", fingerprint: "SHA256:a", approve: true };
    expect(await perform(office, you, answer)).toMatchObject({ ok: false, status: 409 });
    const asked = {
      type: "hostKeyAsked",
      host: "sender",
      address: "192.0.2.10",
      algorithm: "ssh-ed25519",
      fingerprint: "SHA256:b",
    } as const;
    await office.journal.append(id, { expected: null, events: [{ body: asked, actor: you }] });
    expect(await perform(office, you, answer)).toMatchObject({ ok: false, status: 409 });
    expect((await perform(office, you, { ...answer, fingerprint: "SHA256:b" })).ok).toBe(true);
  });

  test("/run names only collectors and hosts that exist, and numbers its requests", async () => {
    const office = openOffice();
    const id = await started(office);
    expect(await perform(office, you, { do: "run", id, collector: "rm -rf", host: "sender" })).toMatchObject({ ok: false, status: 409 });
    expect(await perform(office, you, { do: "run", id, collector: "softnet", host: "printer" })).toMatchObject({ ok: false, status: 409 });
    expect(await perform(office, you, { do: "run", id, collector: "ping", host: "sender" })).toMatchObject({ ok: false, status: 409 });
    await perform(office, you, { do: "run", id, collector: "softnet", host: "sender" });
    await perform(office, you, { do: "run", id, collector: "softnet", host: "192.0.2.20" });
    const asked = (await eventsOf(office, id)).flatMap((event) => (event.type === "runAsked" ? [event.request] : []));
    expect(asked).toEqual(["run.1.sender", "run.2.receiver"]);
  });

  test("an action on an investigation that does not exist is not found", async () => {
    expect(await perform(openOffice(), you, { do: "note", id: "nothing", text: "hello" })).toMatchObject({ ok: false, status: 404 });
  });
});
