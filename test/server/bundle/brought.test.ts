import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { playing } from "#cli/record/replay.ts";
import type { Recording } from "#machines/contract/index.ts";
import { bundleOf, bundleText, sealOf, type Bundle } from "#server/bundle/bundle.ts";
import { importBundle } from "#server/door/import.ts";
import type { Office } from "#server/door/office.ts";
import { localActor } from "#server/door/session.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";

const CASE = new URL("../../../runbooks/small-packet-loss/cases/firewall-drop.json", import.meta.url);

let bundle: Bundle;
let server: TestDatabase;
let store: Store;
beforeAll(async () => {
  const recording = JSON.parse(readFileSync(CASE, "utf8")) as Recording;
  bundle = await playing(recording, ({ field, id, events }) =>
    bundleOf({ id, number: 7, events, observations: field.observations(id), now: new Date("2026-01-02T03:04:05Z") }),
  );
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
