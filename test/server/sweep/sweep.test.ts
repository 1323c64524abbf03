import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogue, collectors } from "#collectors";
import { newKeyPair } from "#lab/replay/key-pair.ts";
import { startReplay, type Replay } from "#lab/replay/server.ts";
import type { BriefHost, Recording } from "#machines/contract/index.ts";
import type { Actor } from "#machines/journal/event.ts";
import { cellOf } from "#machines/sweep/cell.ts";
import { plainActor } from "#server/access/rights.ts";
import { localActor } from "#server/door/session.ts";
import { perform } from "#server/door/perform.ts";
import { planOf } from "#server/door/sweeps.ts";
import type { Office } from "#server/door/office.ts";
import type { Bench } from "#server/investigate/bench.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import { openQueue } from "#server/store/queue.ts";
import { openStore, type Store } from "#server/store/store.ts";
import { runSweep } from "#server/sweep/run-sweep.ts";
import type { SweepPlan } from "#server/sweep/plan.ts";
import { memoryPins } from "../ssh/memory-pins.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";

const CASES = new URL("../../../runbooks/small-packet-loss/cases/", import.meta.url);
const recorded = (name: string): Recording => JSON.parse(readFileSync(new URL(name, CASES), "utf8")) as Recording;

let database: TestDatabase;
let store: Store;
let known: Replay;
let strange: Replay;
let bench: Bench;
let folder: string;
/** Logins that were let in, by host. */
const logins: string[] = [];
const you: Actor = plainActor(localActor("api"));

beforeAll(async () => {
  database = await openTestDatabase();
  store = await openStore(await database.fresh());
  const { privateKey, publicKey } = newKeyPair();
  folder = mkdtempSync(join(tmpdir(), "culprit-sweep-"));
  const identity = join(folder, "identity");
  writeFileSync(identity, privateKey, { mode: 0o600 });
  const recordings = { full: recorded("conntrack-full.json") };
  known = await startReplay({ recordings, authorizedKey: publicKey, speed: 50 });
  strange = await startReplay({ recordings, authorizedKey: publicKey, speed: 50 });
  const transport = openTransport({ pins: memoryPins([known.pin]) });
  bench = {
    ...{ journal: store.journal, transport, collectors, catalogue, now: () => new Date(), newId: randomUUID },
    destinationOf: (host: BriefHost) => {
      logins.push(host.name);
      const { port = 1, user = "", address } = host;
      // A run of its own, so that hosts do not take each other's answers.
      return Promise.resolve({
        label: host.name,
        address,
        port,
        user: `${user}--${host.name}`,
        identityFiles: [identity],
        knownHostsFiles: [],
      });
    },
  };
});
afterAll(async () => {
  await bench.transport.close();
  await known.close();
  await strange.close();
  await store.close();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string, user: string, port = known.port) => ({ name, address: "127.0.0.1", port, user });

async function planned(hosts: ReturnType<typeof at>[], atOnce = 2): Promise<SweepPlan> {
  const plan = planOf(
    { runbook: "small-packet-loss", cause: "conntrackFull", inputs: {}, hosts, atOnce },
    { id: randomUUID(), actor: you },
  );
  if ("ok" in plan) throw new Error(plan.message);
  await store.sweeps.create(plan);
  return plan;
}

const states = async (id: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await store.sweeps.hosts(id)).map(({ events }) => {
      const [first] = events;
      return [first?.type === "started" ? (first.brief.hosts[0]?.name ?? "") : "", cellOf(events).state];
    }),
  );

const never = new AbortController().signal;
const sweeping = () => ({ bench, sweeps: store.sweeps });

describe("a sweep", () => {
  test("reads each host in a log of its own; one that is not there or shows an unknown key holds up no other", async () => {
    const plan = await planned([
      at("dead", "full--receiver", 1),
      at("new", "full--receiver", strange.port),
      at("full", "full--receiver"),
      at("free", "full--sender"),
    ]);
    await runSweep(sweeping(), plan.id, never);
    expect(await states(plan.id)).toEqual({ dead: "unreached", new: "waiting", full: "matches", free: "notSeen" });
    expect((await store.sweeps.get(plan.id))?.status).toBe("ended");
    const log = await store.journal.read(`${plan.id}.3`);
    expect(log[0]).toMatchObject({ type: "started", sweep: plan.id, actor: { id: you.id, name: you.name } });
    // The proof that nothing changed is part of it, and the raw output is kept.
    expect(log.some(({ type }) => type === "ledger")).toBe(true);
    expect(await store.observations(`${plan.id}.3`)).toHaveLength(1);
    const [ended] = await store.records.find({ about: `${plan.id}.3`, limit: 1 });
    expect(ended?.text).toContain('"ended"');
    expect(await store.sweeps.list(5)).toMatchObject([{ id: plan.id, hosts: 4, matches: 1, read: 3, status: "ended" }]);
  });

  test("is in no list of investigations, and counts in no statistics", async () => {
    expect((await store.listInvestigations({ limit: 10 })).rows).toEqual([]);
    expect((await store.listInvestigations({ limit: 10, text: "full" })).rows).toEqual([]);
    expect(await store.runStatistics(["small-packet-loss"])).toEqual([]);
    expect(await store.sumUpLeft()).toBe(0);
  });

  test("goes on where it stood when its server was ended, and reads nothing twice", async () => {
    const plan = await planned([at("one", "full--sender"), at("two", "full--sender"), at("three", "full--sender")], 1);
    const ending = new AbortController();
    const first = runSweep(
      {
        ...sweeping(),
        bench: {
          ...bench,
          destinationOf: (host, who) => (host.name === "two" ? ending.abort() : undefined, bench.destinationOf(host, who)),
        },
      },
      plan.id,
      ending.signal,
    );
    await first;
    expect(await states(plan.id)).toEqual({ one: "notSeen", two: "running" });
    expect((await store.sweeps.get(plan.id))?.status).toBe("running");
    await runSweep(sweeping(), plan.id, never);
    expect(await states(plan.id)).toEqual({ one: "notSeen", two: "notSeen", three: "notSeen" });
    const counts = await Promise.all([1, 2, 3].map(async (n) => (await store.observations(`${plan.id}.${n}`)).length));
    expect(counts).toEqual([1, 1, 1]);
  });

  test("is taken up again by the queue of the next server", async () => {
    const config = await database.fresh();
    const other = await openStore(config);
    const queue = await openQueue(config);
    try {
      await other.sweeps.create({ ...(await planned([at("one", "full--sender")])), id: "left" });
      const taken: string[] = [];
      await queue.workSweeps((id) => (taken.push(id), Promise.resolve()), { concurrency: 1 });
      await queue.recover({ alone: true });
      await expect.poll(() => taken, { timeout: 10_000 }).toEqual(["left"]);
    } finally {
      await queue.stop();
      await other.close();
    }
  });

  test("begins nothing any more once it is stopped, and ends what was open", async () => {
    const plan = await planned([at("new", "full--sender", strange.port), at("late", "full--sender")], 1);
    const woken: string[] = [];
    const office = {
      journal: store.journal,
      sweeps: store.sweeps,
      enqueue: (id: string) => (woken.push(id), Promise.resolve()),
      newId: randomUUID,
    } as unknown as Office;
    const stopping: Bench = {
      ...bench,
      destinationOf: async (host, who) => {
        await perform(office, localActor("api"), { do: "stopSweep", id: plan.id });
        return bench.destinationOf(host, who);
      },
    };
    await runSweep({ ...sweeping(), bench: stopping }, plan.id, never);
    expect(await states(plan.id)).toEqual({ new: "stopped" });
    expect(woken).toEqual([`${plan.id}.1`]);
    expect(await store.sweeps.get(plan.id)).toMatchObject({ status: "stopped", stoppedBy: you.name });
    expect(await perform(office, localActor("api"), { do: "stopSweep", id: plan.id })).toMatchObject({ ok: false, status: 409 });
  });
});

describe("the door", () => {
  const start = { do: "startSweep", runbook: "small-packet-loss", cause: "conntrackFull", hosts: [{ name: "a", address: "192.0.2.1" }] };
  const door = () => {
    const made: SweepPlan[] = [];
    const office = {
      journal: store.journal,
      sweeps: { create: (plan: SweepPlan) => (made.push(plan), Promise.resolve()) },
      enqueueSweep: () => Promise.resolve(),
      newId: () => "s",
    } as unknown as Office;
    return { made, office };
  };

  test("starts what can be swept, with the signature pinned", async () => {
    const { made, office } = door();
    expect(await perform(office, localActor("api"), start)).toEqual({ ok: true, id: "s" });
    expect(made).toMatchObject([
      { id: "s", atOnce: 8, runbook: { signature: { hypothesis: "conntrackFull" } }, hosts: [{ name: "a", address: "192.0.2.1" }] },
    ]);
  });

  test.each([
    { what: "a cause that needs the symptom", change: { cause: "backlogOverflow" }, status: 409, message: /cannot be swept/ },
    { what: "a host twice", change: { hosts: [...start.hosts, ...start.hosts] }, status: 400, message: /twice/ },
    {
      what: "an input that is wrong",
      change: { runbook: "new-connections-time-out", cause: "portsExhausted", inputs: { target: "x", port: "80" } },
      status: 400,
      message: /missing or wrong/,
    },
    { what: "no host", change: { hosts: [] }, status: 400, message: /field is wrong/ },
    { what: "a runbook that is not there", change: { runbook: "nothing" }, status: 404, message: /no runbook/ },
  ])("refuses $what", async ({ change, status, message }) => {
    const { made, office } = door();
    const refused = { ok: false, status, message: expect.stringMatching(message) };
    expect(await perform(office, localActor("api"), { ...start, ...change })).toMatchObject(refused);
    expect(made).toEqual([]);
  });
});
