import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Brief, GroupRight } from "#machines/contract/index.ts";
import type { Proposal } from "#machines/journal/change-event.ts";
import type { EventBody } from "#machines/journal/event.ts";
import { GROUP_RIGHTS, OUTSIDE, closedGroups, groupsAt, plainAddress, type Ground } from "#server/access/groups.ts";
import { RIGHTS, type Visitor } from "#server/access/rights.ts";
import type { Action, ActionKind, ActResult } from "#server/door/action.ts";
import type { Office } from "#server/door/office.ts";
import { perform } from "#server/door/perform.ts";
import { WHERE } from "#server/door/where.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { created, person, runbook } from "../store/sample.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";
import { actions } from "./registry.ts";
import { SAMPLES } from "./samples.ts";

let database: TestDatabase;
let store: Store;
let office: Office;
let mara: Visitor;
let row: string;

const proposal: Proposal = {
  ...{ id: "c1", hypothesis: "zebra", instance: "zebra@receiver", host: "receiver", change: "backlogLength" },
  ...{ title: "length of a backlog", args: {}, before: "1000", after: "3000", unit: "packets", commandLine: "a", undoLine: "b" },
  ...{ risk: "R3", effects: [], people: 1, seconds: 60 },
};
const brief: Brief = { hosts: [{ key: "receiver", role: "receiver", name: "net-1", address: "192.0.2.1" }], inputs: {} };

beforeAll(async () => {
  database = await openTestDatabase();
  store = await openStore(await database.fresh());
  const account = await store.access.accounts.create({ login: "mara", name: "Mara", roles: ["approver"] });
  mara = { kind: "person", id: account?.id ?? "", name: "Mara", via: "page", rights: new Set(RIGHTS) };
  row = (await store.inventory.add({ name: "net-1", address: "192.0.2.1", group: "prod" })).id;
  await store.journal.create(created("x"));
  const bodies: EventBody[] = [
    { type: "started", title: "", runbook, brief, practice: false },
    { type: "changeProposed", proposal },
  ];
  await store.journal.append("x", { expected: 0, events: bodies.map((body) => ({ body, actor: person })) });
  const nothing = async (): Promise<never> => Promise.reject(new Error("reached"));
  office = {
    journal: { ...store.journal, append: nothing, create: nothing },
    inventory: { add: nothing, update: nothing, remove: nothing },
    keys: { approve: nothing, forget: nothing },
    access: store.access,
    groups: store.groups,
    enqueue: nothing,
    newId: () => "n",
  };
});
afterAll(async () => {
  await store.close();
  await database.stop();
});

/** As the samples of the guards, on the host that is in a group. */
const AIMED: Partial<Readonly<Record<ActionKind, Action>>> = {
  start: { do: "start", runbook: "nothing", brief: { hosts: [{ role: "receiver", address: "192.0.2.1" }], inputs: {} } },
  startSweep: {
    ...{ do: "startSweep", runbook: "nothing", cause: "x", inputs: {}, atOnce: 1 },
    hosts: [
      { name: "other", address: "203.0.113.1" },
      { name: "again", address: "192.0.2.1" },
    ],
  },
  run: { do: "run", id: "x", collector: "x", host: "net-1" },
  answerHostKey: { do: "answerHostKey", id: "x", host: "receiver", fingerprint: "x", approve: true },
  joinHost: { do: "joinHost", id: "x", role: "receiver", address: "192.0.2.1" },
  addHost: { do: "addHost", name: "again", address: "192.0.2.1" },
  addHosts: {
    do: "addHosts",
    hosts: [
      { name: "other", address: "203.0.113.1" },
      { name: "again", address: "192.0.2.1" },
    ],
  },
  keepKey: { do: "keepKey", host: "net-1", privateKey: "x" },
  dropKey: { do: "dropKey", host: "net-1" },
};
const aimed = (kind: ActionKind): Action => {
  const action = AIMED[kind] ?? SAMPLES[kind];
  return action.do === "removeHost" || action.do === "editHost" ? { ...action, id: row } : action;
};

const closed = async (action: Action, visitor: Visitor = mara): Promise<boolean> => {
  const result: ActResult | null = await perform(office, visitor, action).catch(() => null);
  return result?.ok === false && result.status === 403;
};
const grant = (to: string, rights: readonly GroupRight[], group = "prod") => store.groups.grant({ group, to, rights });

describe("every action on a host of a group", () => {
  test.each(actions().filter(({ there }) => there !== null))(
    "$kind needs $there there, and its role does not replace it",
    async ({ kind, there }) => {
      if (there === null) return;
      const action = aimed(kind);
      expect(await closed(action), "nothing is granted").toBe(true);
      await grant(
        "role:approver",
        GROUP_RIGHTS.filter((right) => right !== there),
      );
      expect(await closed(action), "all but this").toBe(true);
      await grant("role:responder", [there]);
      await grant("account:somebody-else", [there]);
      expect(await closed(action), "to others").toBe(true);
      await grant("role:approver", [there]);
      expect(await closed(action), "to the role").toBe(false);
      await grant("role:approver", []);
      await grant(`account:${mara.id}`, [there]);
      expect(await closed(action), "to the account").toBe(false);
      // A grant is no right: who lacks the role is refused all the same.
      expect(await closed(action, { ...mara, rights: new Set(["read"]) }), "without the right").toBe(true);
      for (const to of [`account:${mara.id}`, "role:responder", "account:somebody-else"]) await grant(to, []);
    },
  );

  test.each(actions().filter(({ there }) => there === null))("$kind reaches no host, or is the safe direction", async ({ kind }) => {
    expect(WHERE[kind]).toBeNull();
    expect(await closed(aimed(kind))).toBe(false);
    await store.groups.closeOutside(false);
  });

  test("who is refused reads who, what and why", async () => {
    expect(await perform(office, mara, aimed("start"))).toMatchObject({
      status: 403,
      message: "Mara may not investigate 192.0.2.1: it is in the group prod, which does not grant it to them.",
    });
  });
});

describe("around a group", () => {
  test("the same address in another spelling, on another port or in a second row is the same host", async () => {
    const start = (address: string, port?: number): Action => ({
      do: "start",
      runbook: "nothing",
      brief: { hosts: [{ role: "receiver", address, ...(port === undefined ? {} : { port }) }], inputs: {} },
    });
    for (const address of ["192.0.2.1", "0xc0000201", "::ffff:192.0.2.1", "192.0.2.1."])
      expect(await closed(start(address)), address).toBe(true);
    expect(await closed(start("192.0.2.1", 2222))).toBe(true);
    expect(await closed({ do: "addHost", name: "mine", address: "192.0.2.1" })).toBe(true);
    const second = await store.inventory.add({ name: "net-1 again", address: "192.0.2.1", port: 22 });
    expect(await closed(start("192.0.2.1"))).toBe(true);
    await store.inventory.remove(second.id);
    expect(await closed(start("192.0.2.2"))).toBe(false);
  });

  test("an address that leads to this machine is this machine", async () => {
    const here = await store.inventory.add({ name: "here", address: "127.0.0.1", group: "network" });
    const six = await store.inventory.add({ name: "here as well", address: "::1", group: "network" });
    for (const address of ["127.0.0.1", "0.0.0.0", "0", "::ffff:0.0.0.0", "::", "[::]", "::1"])
      expect(await closed({ do: "addHost", name: "mine", address }), address).toBe(true);
    for (const { id } of [here, six]) await store.inventory.remove(id);
  });

  test("who may not decide about groups does not take a host out of one by removing it, or by leading it elsewhere", async () => {
    await grant("role:approver", ["investigate"]);
    const keeper = { ...mara, rights: new Set(RIGHTS.filter((right) => right !== "people")) };
    expect(await closed({ do: "removeHost", id: row }, keeper)).toBe(true);
    expect(await closed({ do: "editHost", id: row, group: null }, keeper)).toBe(true);
    expect(await closed({ do: "editHost", id: row, address: "192.0.2.77" }, keeper)).toBe(true);
    await grant("role:approver", []);
  });

  test("a host is not led to an address of a group that is closed to them", async () => {
    const mine = await store.inventory.add({ name: "mine", address: "192.0.2.50" });
    expect(await closed({ do: "editHost", id: mine.id, address: "192.0.2.1" })).toBe(true);
    expect(await closed({ do: "editHost", id: mine.id, address: "192.0.2.51" })).toBe(false);
    await store.inventory.remove(mine.id);
  });

  test("hosts outside the inventory follow the role, until they are closed", async () => {
    const start: Action = { do: "start", runbook: "nothing", brief: { hosts: [{ role: "receiver", address: "203.0.113.9" }], inputs: {} } };
    const add: Action = { do: "addHost", name: "x", address: "203.0.113.9" };
    expect(await closed(start)).toBe(false);
    await store.groups.closeOutside(true);
    expect([await closed(start), await closed(add)]).toEqual([true, true]);
    await grant("role:approver", ["investigate"], OUTSIDE);
    expect(await closed(start)).toBe(false);
    await grant("role:approver", [], OUTSIDE);
    expect(await closed(start), "the last grant is gone").toBe(true);
    await store.groups.closeOutside(false);
    expect(await closed(start)).toBe(false);
  });

  test("nobody is kept out where there are neither groups nor grants", async () => {
    await store.groups.move(row, null);
    expect(await store.groups.ground()).toBeNull();
    expect(await closed(aimed("start"))).toBe(false);
    await store.groups.move(row, "prod");
  });
});

describe("places", () => {
  test.each([
    ["10.1", "10.0.0.1"],
    ["[2001:DB8:0:0::1]", "2001:db8::1"],
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["NET-1.example.", "net-1.example"],
    ["fe80::1%eth0", "fe80::1%eth0"],
    ["a b", "a b"],
  ])("%s is %s", (written, plain) => expect(plainAddress(written)).toBe(plain));

  test("ports tell hosts behind a forwarder apart where the inventory does", () => {
    const at = (port: number, group: string | null) => ({ id: `${port}`, name: `${port}`, address: "198.51.100.1", port, group });
    const ground: Ground = { rows: [at(2201, "a"), at(2202, "b"), at(2203, null)], grants: [] };
    const groups = (port?: number) => groupsAt(ground, { addresses: ["198.51.100.1"], port });
    expect([groups(2201), groups(2203), groups()]).toEqual([["a"], [], ["a", "b"]]);
    const who = { id: "p", roles: ["responder"] };
    const granted = { ...ground, grants: [{ group: "a", to: "role:responder", rights: ["investigate"] }] };
    expect(closedGroups(granted, { addresses: ["198.51.100.1"] }, { who, right: "investigate" })).toEqual(["b"]);
  });
});
