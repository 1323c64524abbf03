import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { bundleText, sealOf, type Bundle } from "#server/bundle/bundle.ts";
import { importBundle } from "#server/door/import.ts";
import type { Office } from "#server/door/office.ts";
import { localActor } from "#server/door/session.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { caseBundle } from "./case-bundle.ts";
import { partOf } from "../../app/watched-log.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";

let bundle: Bundle;
let server: TestDatabase;
let store: Store;
beforeAll(async () => {
  bundle = await caseBundle();
  server = await openTestDatabase();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  store = await openStore(await server.fresh());
});
afterEach(() => store.close());

/** By somebody who knows how a bundle is sealed. */
function brought(change: Partial<Bundle>): ReturnType<typeof importBundle> {
  const { journal, inventory, keys } = store;
  const never = (): never => {
    throw new Error("must not be asked");
  };
  const office: Office = { journal, inventory, keys, archive: store, enqueue: never, newId: never };
  const made = { ...bundle, ...change };
  return importBundle(office, localActor("cli"), bundleText({ ...made, seal: sealOf(made) }));
}

test("a sign-off is told as one that was brought: nobody here saw it", async () => {
  const last = bundle.events.at(-1);
  if (last === undefined) throw new TypeError("it has entries");
  const actor = { kind: "person", id: "m", name: "Mara", via: "page" } as const;
  const signed = { ...last, type: "signedOff", judgement: "agreed", seq: last.seq + 1, actor } as const;
  expect(await brought({ events: [...bundle.events, signed] })).toMatchObject({ ok: true });
  expect((await store.investigation(bundle.investigation.id))?.signedOffBy).toBe("Mara (as imported)");
});

test("whose raw outputs another investigation here has is refused with a word", async () => {
  expect(await brought({})).toMatchObject({ ok: true });
  expect(await brought({ investigation: { id: "other", number: null } })).toMatchObject({ ok: false, status: 409 });
  expect(await store.investigation("other")).toBeNull();
});

test("by two people at once it is taken once, and told to be here to the other one", async () => {
  const both = await Promise.all([brought({}), brought({})]);
  expect(both.map((one) => one.ok && one.imported?.already).toSorted()).toEqual([false, true]);
  const others = ["one", "other"].map((id) => brought({ investigation: { id, number: null } }));
  expect((await Promise.all(others)).map((one) => one.ok || one.status)).toEqual([409, 409]);
});

test("two that have the same raw outputs, at once: one is taken and one refused", async () => {
  const both = await Promise.all(["one", "other"].map((id) => brought({ investigation: { id, number: null } })));
  expect(both.map((one) => one.ok || one.status).toSorted()).toEqual([409, true]);
});

test("that says it is an event of a watch has the id of that event", async () => {
  const [first, ...rest] = bundle.events;
  if (first?.type !== "started") throw new TypeError("a log begins with started");
  const part = { ...partOf("w"), event: 2 };
  const events = [{ ...first, brief: { ...first.brief, watchSeconds: 600, watchEach: true as const }, watch: part }, ...rest];
  const as = (id: string) => brought({ events, investigation: { id, number: null } });
  expect(await as("plain")).toMatchObject({ ok: false, status: 400, message: expect.stringContaining("event 2 of the watch w") });
  expect(await as("w-e2")).toMatchObject({ ok: true });
});
