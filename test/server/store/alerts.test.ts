import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDelivery } from "#server/alerts/payload.ts";
import { localActor } from "#server/door/session.ts";
import { perform } from "#server/door/perform.ts";
import type { ActResult } from "#server/door/action.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { ALERTMANAGER } from "../alerts/samples.ts";
import { openTestDatabase, type TestDatabase } from "./test-database.ts";

const [ONE] = ALERTMANAGER.alerts;
const you = localActor("page");

let server: TestDatabase;
let store: Store;
let sql: pg.Client;
beforeAll(async () => {
  server = await openTestDatabase();
  const config = await server.fresh();
  store = await openStore(config);
  sql = new pg.Client(config);
  await sql.connect();
});
afterAll(async () => {
  await sql?.end();
  await store?.close();
  await server?.stop();
});
beforeEach(() => sql.query("delete from alert"));

interface Given {
  readonly on?: string;
  readonly from?: string;
  readonly ended?: string;
  readonly name?: string;
  readonly group?: string;
}

/** As Alertmanager says it. */
async function handIn(...given: readonly Given[]): Promise<void> {
  const alerts = given.map(({ on = "net-2", from = "2026-11-22T00:31:08.412Z", ended, name = "Drops" }) => ({
    ...ONE,
    ...(ended === undefined ? {} : { status: "resolved", endsAt: ended }),
    labels: { alertname: name, instance: `${on}:9100` },
    startsAt: from,
    fingerprint: `${name}-${on}`,
  }));
  const opened = openDelivery({ ...ALERTMANAGER, groupKey: given[0]?.group ?? "g", alerts }, (text) => text, new Date());
  if (!opened.ok) throw new Error(opened.message);
  await store.alerts.take(opened.delivery);
}

const said = async (which: "open" | "done" = "open", limit = 10) =>
  (await store.alerts.groups(which, limit)).map(
    ({ members, same }) => `${same} ${members.map(({ labels }) => labels["instance"]?.split(":")[0]).join(" ")}`,
  );
const newest = async () => (await store.alerts.groups("open", 1))[0]?.members[0]?.id ?? "";
const act = (action: object): Promise<ActResult> => {
  const { journal, inventory, keys, alerts } = store;
  const office = { journal, inventory, keys, alerts, enqueue: () => Promise.resolve(), newId: randomUUID };
  return perform(office, you, action);
};

describe("alerts that are handed in", () => {
  test("stand once, however often and by whomever they are told", async () => {
    await handIn({});
    const id = await newest();
    await handIn({}, {});
    await Promise.all(Array.from({ length: 8 }, () => handIn({}, { on: "net-3" })));
    expect(await said()).toEqual([expect.stringMatching(/^2 net-[23] net-[23]$/)]);
    expect((await store.alerts.get(id))?.labels["instance"]).toBe("net-2:9100");
  });

  test("are over when that is told, and wait again when they fire again", async () => {
    await handIn({}, { on: "net-3" });
    await handIn({ ended: "2026-11-22T00:40:00Z" });
    expect(await said()).toEqual(["1 net-3"]);
    await sql.query("update alert set resolved_at = now() where resolved_at is not null");
    expect(await said("done")).toEqual(["1 net-2"]);
    await handIn({});
    expect(await said()).toEqual([expect.stringMatching(/^2 /)]);
    await handIn({ ended: "2026-11-22T00:50:00Z" }, { on: "net-3", ended: "2026-11-22T00:50:00Z" });
    expect(await said()).toEqual([]);
  });

  test("fire once at a time: one that began again has ended before, and an older word does not bring it back", async () => {
    await handIn({});
    await handIn({ from: "2026-11-22T03:00:00Z" });
    await handIn({});
    const [group] = await store.alerts.groups("open", 10);
    expect([group?.same, group?.since.toISOString()]).toEqual([1, "2026-11-22T03:00:00.000Z"]);
  });

  test("by a clock that is ahead fire since they were told, and hide nothing that begins later", async () => {
    await handIn({ from: "2199-01-01T00:00:00Z", name: "Ahead" }, { name: "Before" });
    const [first] = await store.alerts.groups("open", 1);
    expect([first?.members[0]?.name, +(first?.since ?? 0) <= Date.now(), first?.since]).toEqual([
      "Ahead",
      true,
      first?.members[0]?.startsAt,
    ]);
    await handIn({ from: new Date().toISOString(), name: "Ahead" });
    expect([await said(), await said("done")]).toEqual([["1 net-2", "1 net-2"], ["1 net-2"]]);
  });

  test("are stored however long their names are, and by two that tell them at once", async () => {
    // Three bytes each, and nothing that could be pressed together.
    const noise = (from: number): string =>
      Array.from({ length: 2_000 }, (_, n) => String.fromCharCode(0x4e00 + ((n * n * 31 + from * n) % 20_000))).join("");
    const given = { name: noise(1), group: noise(2) };
    await Promise.all([handIn(given, { ...given, on: "net-3" }), handIn({ ...given, on: "net-3" }, given)]);
    expect((await said())[0]?.slice(0, 2)).toBe("2 ");
  });

  test("are one line for each name and group, newest first, with no more hosts than a screen can name", async () => {
    await handIn(...Array.from({ length: 25 }, (_, n) => ({ on: `cmp-${n}` })));
    await handIn({ name: "Slow", from: "2026-11-22T00:45:00Z" });
    await handIn({ on: "far-1", group: "other", from: "2026-11-22T00:20:00Z" });
    const groups = await store.alerts.groups("open", 10);
    expect(groups.map(({ members: [first], same }) => `${first?.name} ${same}`)).toEqual(["Slow 1", "Drops 25", "Drops 1"]);
    expect(groups[1]?.members).toHaveLength(20);
    expect(await store.alerts.groups("open", 2)).toHaveLength(2);
  });

  test("take no more room than they may: what is over goes first, oldest first", async () => {
    await sql.query(`insert into alert (id, fingerprint, starts_at, name, group_key, labels, annotations, generator_url, resolved_at, heard_at)
      select 'old' || n, 'old' || n, now(), 'Old', '', '{}', '{}', '', case when n > 100 then now() end, now() - make_interval(mins => n) from generate_series(1, 10000) as n`);
    await handIn({}, { on: "net-3" });
    const { rows } = await sql.query<{ all: number; gone: string[] }>(
      "select count(*)::int as all, array(select 'old' || n from generate_series(9990, 10000) as n except select id from alert order by 1) as gone from alert",
    );
    expect(rows).toEqual([{ all: 10_000, gone: ["old10000", "old9999"] }]);
  });

  test("are forgotten when nobody told them for long, whatever they are", async () => {
    await handIn({}, { on: "net-3" });
    await sql.query("update alert set heard_at = now() - interval '31 days' where labels ->> 'instance' like 'net-3%'");
    expect(await store.alerts.forget(30)).toBe(1);
    expect(await said()).toEqual(["1 net-2"]);
    expect(+((await store.alerts.lastHeard()) ?? 0)).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe("what people do with them", () => {
  test("dismissed with all of their name that were seen, until somebody takes it back", async () => {
    await handIn({}, { on: "net-3" });
    const [alert, seen] = [await newest(), new Date(Date.now() - 10_000).toISOString()];
    await sql.query("update alert set received_at = now() - interval '1 minute'");
    await handIn({ on: "net-4" });
    expect(await act({ do: "dismissAlert", alert, seen })).toEqual({ ok: true });
    expect(await said()).toEqual(["1 net-4"]);
    const [done] = await store.alerts.groups("done", 10);
    expect([done?.same, done?.members[0]?.dismissedBy]).toEqual([2, you.name]);
    // Told again it stays dismissed.
    await handIn({});
    expect(await said()).toEqual(["1 net-4"]);
    expect(await act({ do: "dismissAlert", alert, seen })).toMatchObject({ ok: false, status: 409 });
    expect(await act({ do: "restoreAlert", alert })).toEqual({ ok: true });
    expect(await said()).toEqual([expect.stringMatching(/^3 /)]);
    expect(await act({ do: "restoreAlert", alert })).toMatchObject({ ok: false, status: 409 });
    expect(await act({ do: "dismissAlert", alert: "nothing", seen })).toMatchObject({ ok: false, status: 404 });
  });

  test("investigated: its log begins with the alert, and it waits no more; one that comes later does", async () => {
    await handIn({}, { on: "net-3" });
    const alert = await newest();
    const started = await act({
      do: "start",
      runbook: "first-look",
      alert,
      brief: { hosts: [{ role: "suspect", address: "192.0.2.2" }], inputs: {} },
    });
    if (!started.ok || started.id === undefined) throw new Error("not started");
    const [first] = await store.journal.read(started.id);
    expect(first?.type === "started" ? first.alert : null).toMatchObject({
      name: "Drops",
      startsAt: "2026-11-22T00:31:08.412Z",
      same: 2,
      annotations: ONE.annotations,
    });
    await handIn({}, { on: "net-3" }, { on: "net-4" });
    const groups = await store.alerts.groups("open", 10);
    expect(groups.map(({ same, investigation }) => [same, investigation?.by ?? null, investigation?.status ?? null])).toEqual([
      [1, null, null],
      [2, you.name, "running"],
    ]);
    await act({ do: "stop", id: started.id });
    expect((await store.alerts.groups("open", 10))[1]?.investigation?.status).toBe("stopped");
    // A second one from it takes nothing away from the first, and an alert that is gone keeps nobody from looking.
    for (const one of [alert, "gone"])
      expect(
        await act({
          do: "start",
          runbook: "first-look",
          alert: one,
          brief: { hosts: [{ role: "suspect", address: "192.0.2.2" }], inputs: {} },
        }),
      ).toMatchObject({ ok: true });
    expect((await store.alerts.groups("open", 10)).map(({ investigation }) => investigation?.id)).toEqual([undefined, started.id]);
  });
});

describe("deliveries that were refused", () => {
  test("are counted by sender and reason, the latest first, and only the latest are kept", async () => {
    const { alertRefusals } = store;
    for (const sender of ["one", "two", "one"]) {
      await alertRefusals.add({ sender, reason: "It is too large." });
      // Times are kept in milliseconds, and a database can be quicker than that.
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    expect((await alertRefusals.all()).map(({ sender, times }) => [sender, times])).toEqual([
      ["one", 2],
      ["two", 1],
    ]);
    for (let n = 0; n < 30; n += 1) await alertRefusals.add({ sender: "one", reason: `${n} \0 ${"x".repeat(1_000)}` });
    const kept = await alertRefusals.all();
    expect(kept).toHaveLength(20);
    expect((await sql.query("select from alert_refusal")).rowCount).toBe(20);
    expect(Math.max(...kept.map(({ reason }) => reason.length))).toBeLessThanOrEqual(400);
    expect(await alertRefusals.forget(1)).toBe(0);
    await sql.query("update alert_refusal set last_at = now() - interval '2 days'");
    expect(await alertRefusals.forget(1)).toBe(20);
  });
});
