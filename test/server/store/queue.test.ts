import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openQueue, openSender } from "#server/store/queue.ts";
import { openStore } from "#server/store/store.ts";
import { created } from "./sample.ts";
import { openTestDatabase } from "./test-database.ts";
import type { TestDatabase } from "./test-database.ts";

const WORKER = fileURLToPath(new URL("hanging-worker.ts", import.meta.url));

let server: TestDatabase;
beforeAll(async () => {
  server = await openTestDatabase();
});
afterAll(() => server?.stop());

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});
const queueOn = async (config: pg.ClientConfig, onTrouble?: (message: string) => void) => {
  const queue = await openQueue(config, onTrouble === undefined ? {} : { onTrouble });
  cleanUp.push(() => queue.stop());
  return queue;
};

describe("the queue", () => {
  it("makes its tables once when many processes start together", async () => {
    const config = await server.fresh();
    const all = await Promise.all(Array.from({ length: 5 }, () => openSender(config)));
    await Promise.all(all.map((sender) => sender.stop()));
  });

  it("brings work to a waiting worker at once, from another process", async () => {
    const config = await server.fresh();
    const queue = await queueOn(config);
    const sender = await openSender(config);
    cleanUp.push(() => sender.stop());
    const times: number[] = [];
    await queue.work(async () => (times.push(performance.now()), "done"), { concurrency: 4 });
    await wait(500);
    const sent = performance.now();
    await sender.enqueue(randomUUID());
    await expect.poll(() => times.length, { timeout: 5000, interval: 5 }).toBe(1);
    expect((times[0] ?? Infinity) - sent).toBeLessThan(1000);
  });

  it("works on one investigation at a time, and loses no request that came meanwhile", async () => {
    const config = await server.fresh();
    const [first, second] = [await queueOn(config), await queueOn(config)];
    let running = 0;
    let most = 0;
    let calls = 0;
    const handler = async (): Promise<"done"> => {
      calls += 1;
      running += 1;
      most = Math.max(most, running);
      await wait(250);
      running -= 1;
      return "done";
    };
    await first.work(handler, { concurrency: 4 });
    await second.work(handler, { concurrency: 4 });
    await first.enqueue("same");
    await wait(100);
    for (let n = 0; n < 10; n += 1) await second.enqueue("same");
    await expect.poll(() => calls, { timeout: 8000 }).toBe(2);
    await wait(600);
    expect({ calls, most }).toEqual({ calls: 2, most: 1 });
  });

  it("works on different investigations side by side", async () => {
    const config = await server.fresh();
    const queue = await queueOn(config);
    let running = 0;
    let most = 0;
    await queue.work(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await wait(800);
        running -= 1;
        return "done";
      },
      { concurrency: 4 },
    );
    for (let n = 0; n < 4; n += 1) await queue.enqueue(`i${n}`);
    await expect.poll(() => most, { timeout: 6000 }).toBe(4);
  });

  it("asks again when somebody else has the investigation, and after a failure", async () => {
    const config = await server.fresh();
    const said: string[] = [];
    const queue = await queueOn(config, (message) => said.push(message));
    const calls: string[] = [];
    await queue.work(
      async (id) => {
        calls.push(id);
        if (id === "busy") return calls.filter((one) => one === "busy").length === 1 ? "busy" : "done";
        if (calls.filter((one) => one === "broken").length === 1) throw new TypeError("boom");
        return "done";
      },
      { concurrency: 2 },
    );
    await queue.enqueue("busy");
    await queue.enqueue("broken");
    await expect.poll(() => calls.toSorted(), { timeout: 15_000 }).toEqual(["broken", "broken", "busy", "busy"]);
    expect(said).toEqual(["investigation broken: TypeError: boom"]);
  });

  it("recovers what runs and has no worker, and only that", async () => {
    const config = await server.fresh();
    const store = await openStore(config);
    cleanUp.push(() => store.close());
    for (const id of ["running", "queued", "paused"]) await store.journal.create(created(id));
    await store.journal.append("paused", {
      expected: 0,
      events: [{ body: { type: "paused" }, actor: { kind: "person", id: "", name: "", via: "page" } }],
    });
    const queue = await queueOn(config);
    await queue.enqueue("queued");
    expect(await queue.recover()).toBe(1);
    expect(await queue.recover()).toBe(0);
    const calls: string[] = [];
    await queue.work(async (id) => (calls.push(id), "done"), { concurrency: 2 });
    await expect.poll(() => calls.toSorted(), { timeout: 5000 }).toEqual(["queued", "running"]);
  });

  it("recovers an investigation that is over while a change may still be on a host", async () => {
    const config = await server.fresh();
    const store = await openStore(config);
    cleanUp.push(() => store.close());
    const actor = { kind: "culprit", id: "culprit", name: "Culprit", via: "worker" } as const;
    const begun = { type: "changeBegun", id: "c1", token: "t", until: "2026-01-01T00:00:00.000Z" } as const;
    for (const id of ["left", "undone"]) {
      await store.journal.create(created(id));
      await store.journal.append(id, { expected: null, events: [{ body: { type: "stopped", reason: "" }, actor }] });
      await store.journal.append(id, { expected: null, events: [{ body: begun, actor }] });
    }
    await store.journal.append("undone", {
      expected: null,
      events: [{ body: { type: "changeUndone", id: "c1", by: "culprit", value: "1" }, actor }],
    });
    const queue = await queueOn(config);
    const calls: string[] = [];
    expect(await queue.recover()).toBe(1);
    await queue.work(async (id) => (calls.push(id), "done"), { concurrency: 2 });
    await expect.poll(() => calls, { timeout: 5000 }).toEqual(["left"]);
  });

  describe("after a worker was killed", () => {
    const killed = async () => {
      const config = await server.fresh();
      const store = await openStore(config);
      cleanUp.push(() => store.close());
      await store.journal.create(created("held"));
      const sender = await openSender(config);
      cleanUp.push(() => sender.stop());
      await sender.enqueue("held");
      const worker = spawn(process.execPath, [WORKER, JSON.stringify(config)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const gone = once(worker, "exit");
      await once(worker.stdout, "data");
      await store.journal.lease("held", "dead", 60_000);
      worker.kill("SIGKILL");
      await gone;
      const queue = await queueOn(config);
      const calls: { id: string; ms: number; isFree: boolean }[] = [];
      const since = performance.now();
      await queue.work(
        async (id) => {
          calls.push({
            id,
            ms: performance.now() - since,
            isFree: await store.journal.lease(id, "new", 1000),
          });
          return "done";
        },
        { concurrency: 2 },
      );
      return { queue, calls };
    };

    it("its investigation goes on at once when no other process can have it", async () => {
      const { queue, calls } = await killed();
      expect(await queue.recover({ alone: true })).toBe(1);
      await expect.poll(() => calls, { timeout: 5000 }).toMatchObject([{ id: "held", isFree: true }]);
    });

    it("its investigation goes to another one when its heartbeat stayed away", { timeout: 60_000 }, async () => {
      const { queue, calls } = await killed();
      expect(await queue.recover()).toBe(0);
      await expect.poll(() => calls.length, { timeout: 40_000 }).toBeGreaterThan(0);
      expect(calls[0]).toMatchObject({ id: "held", isFree: false });
      expect(calls[0]?.ms).toBeLessThan(30_000);
      console.log(`noticed after ${calls[0]?.ms.toFixed(0)} ms`);
    });
  });
});
