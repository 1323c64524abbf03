import { afterAll, beforeAll, expect, it } from "vitest";
import type { Answer } from "#server/ssh/transport.ts";
import { backends, command, reach, type Ask, type Backend, type BackendKind } from "./backends.ts";
import { startWire } from "./wire.ts";
import { describeUnless } from "../../needs.ts";

const only = (answers: readonly Answer[]): Answer => {
  const [first] = answers;
  if (!first || answers.length !== 1) throw new Error(`expected one answer, got ${answers.length}`);
  return first;
};

/** A server of its own for one test. */
async function withServer(kind: BackendKind, ask: Ask, work: (backend: Backend) => Promise<void>): Promise<void> {
  const backend = await kind.start(ask);
  try {
    await work(backend);
  } finally {
    await backend.stop();
  }
}

for (const kind of backends) {
  describeUnless(kind.skip, `in trouble, a transport to ${kind.name}`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await kind.start();
    });
    afterAll(() => backend.stop());

    it("keeps the head of what is longer than the cap, and goes on with the next command", async () => {
      const { transport, session } = await reach(backend);
      const answers = await session.batch([
        command("big", { maxBytes: 1_000 }),
        command("hugeLine", { maxBytes: 999_000 }),
        command("hello"),
      ]);
      expect(answers[0]).toMatchObject({
        truncated: true,
        failure: { kind: "truncated", keptBytes: 1_000, limitBytes: 1_000 },
      });
      expect(answers[0]?.stdout.toString()).toBe("culprit\n".repeat(125));
      // A little too much is only dropped: the command ended by itself, and its exit code is known.
      expect(answers[1]).toMatchObject({ truncated: true, exitCode: 0 });
      expect(answers[1]?.failure).toBeUndefined();
      expect(answers[1]?.stdout.length).toBe(999_000);
      expect(answers[2]?.stdout.toString()).toBe("hello\n");
      await transport.close();
    });

    it("ends a command at its deadline, and goes on with the next one", async () => {
      const { transport, session } = await reach(backend);
      const answers = await session.batch([command("endless", { deadlineMs: 300 }), command("hello")]);
      expect(answers[0]).toMatchObject({
        exitCode: null,
        signal: "KILL",
        failure: { kind: "timedOut", afterMs: 300 },
      });
      expect(answers[0]?.durationMs).toBeLessThan(2_500);
      expect(answers[1]?.stdout.toString()).toBe("hello\n");
      await transport.close();
    });

    it("stops at once when it is cancelled, and keeps what was complete", async () => {
      const { transport, session } = await reach(backend);
      const controller = new AbortController();
      const startedAt = Date.now();
      const running = session.batch([command("hello"), command("endless"), command("hello", { key: "later" })], {
        signal: controller.signal,
        onStart: (key) => key === "endless" && setTimeout(() => controller.abort(), 50),
      });
      const answers = await running;
      expect(Date.now() - startedAt).toBeLessThan(2_000);
      expect(answers.map(({ failure }) => failure?.kind)).toEqual([undefined, "cancelled", "cancelled"]);
      // The connection is still good.
      expect(only(await session.batch([command("hello")])).stdout.toString()).toBe("hello\n");
      await transport.close();
    });

    it("answers nothing but cancelled when it was cancelled before it began", async () => {
      const { transport, session } = await reach(backend);
      const answers = await session.batch([command("hello"), command("hello")], {
        signal: AbortSignal.abort(),
      });
      expect(answers.map(({ failure }) => failure?.kind)).toEqual(["cancelled", "cancelled"]);
      await transport.close();
    });

    it("keeps the complete answers of a link that is cut in the middle of output, and says so for the others", async () => {
      const wire = await startWire(backend.port, 200_000);
      const { transport, session } = await reach(backend, { port: wire.port });
      const answers = await session.batch([command("hello"), command("big"), command("hello", { key: "later" })]);
      expect(answers.map(({ failure }) => failure?.kind)).toEqual([undefined, "connectionLost", "connectionLost"]);
      expect(answers[0]?.stdout.toString()).toBe("hello\n");
      expect(answers[1]?.exitCode).toBeNull();
      expect(await session.closed).toMatchObject({ kind: "connectionLost" });
      expect(only(await session.batch([command("hello")])).failure?.kind).toBe("connectionLost");
      await transport.close();
      await wire.close();
    });

    it("notices a host that has fallen silent", async () => {
      const wire = await startWire(backend.port);
      const { transport, session } = await reach(backend, { port: wire.port, keepaliveMs: 100 });
      setTimeout(() => wire.freeze(), 200);
      const startedAt = Date.now();
      expect(only(await session.batch([command("endless")])).failure).toMatchObject({
        kind: "connectionLost",
      });
      expect(Date.now() - startedAt).toBeLessThan(3_000);
      await transport.close();
      await wire.close();
    });

    it("ends a sensor that does not finish in time", async () => {
      const { transport, session } = await reach(backend);
      const sensor = session.sensor(command("deafSensor", { deadlineMs: 300 }));
      expect(await sensor.armed).toBe("armed");
      expect(await sensor.finish()).toMatchObject({
        signal: "KILL",
        failure: { kind: "timedOut", afterMs: 300 },
      });
      await transport.close();
    });

    it("works where one session at a time is allowed, and does not wait for ever behind a sensor", async () => {
      await withServer(kind, { maxSessions: 1 }, async (strict) => {
        const { transport, session } = await reach(strict);
        const answers = await Promise.all(Array.from({ length: 8 }, () => session.batch([command("hello")])));
        expect(answers.flat().map(({ exitCode, failure }) => [exitCode, failure])).toEqual(answers.map(() => [0, undefined]));
        const sensor = session.sensor(command("sensor"));
        expect(await sensor.armed).toBe("armed");
        expect(only(await session.batch([command("hello")])).failure).toMatchObject({
          kind: "channelRefused",
        });
        expect((await sensor.finish()).exitCode).toBe(0);
        expect(only(await session.batch([command("hello")])).exitCode).toBe(0);
        await transport.close();
      });
    });

    it("passes over what a login shell prints before the batch", async () => {
      await withServer(kind, { banner: "Welcome\nLast login: never\n" }, async (noisy) => {
        const { transport, session } = await reach(noisy);
        const answers = await session.batch([command("failing"), command("hello")]);
        expect(answers.map(({ stdout, stderr }) => [stdout.toString(), stderr.toString()])).toEqual([
          ["out\n", "err\n"],
          ["hello\n", ""],
        ]);
        await transport.close();
      });
    });

    it("waits for a slow login shell without counting that against the command", async () => {
      await withServer(kind, { slowStartMs: 3_000 }, async (slow) => {
        const { transport, session } = await reach(slow);
        const answer = only(await session.batch([command("hello", { deadlineMs: 2_000 })]));
        expect(answer).toMatchObject({ exitCode: 0 });
        expect(answer.durationMs).toBeLessThan(2_000);
        await transport.close();
      });
    });

    it("gives up on a login shell that never begins", async () => {
      await withServer(kind, { slowStartMs: 5_000 }, async (slow) => {
        const { transport, session } = await reach(slow, { silenceMs: 300 });
        expect(only(await session.batch([command("hello")])).failure).toMatchObject({ kind: "timedOut" });
        await transport.close();
      });
    });
  });
}
