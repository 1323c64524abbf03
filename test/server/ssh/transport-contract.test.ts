import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, Chunk } from "#server/ssh/transport.ts";
import { backends, command, reach, type Ask, type Backend, type BackendKind } from "./backends.ts";
import { REPERTOIRE, type Name } from "./repertoire.ts";
import { startWire } from "./wire.ts";

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
  describe.skipIf(kind.skip !== undefined)(`a transport to ${kind.name}${kind.skip === undefined ? "" : ` (${kind.skip})`}`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await kind.start();
    });
    afterAll(() => backend.stop());

    const batch = async (names: readonly Name[]): Promise<readonly Answer[]> => {
      const { transport, session } = await reach(backend);
      const answers = await session.batch(names.map((name) => command(name)));
      await transport.close();
      return answers;
    };

    it("answers a batch in the order asked, with exact bytes and exit codes", async () => {
      const names = ["hello", "noNewline", "empty", "newlines", "failing", "hello"] as const;
      const answers = await batch(names);
      expect(answers.map(({ key }) => key)).toEqual(names);
      expect(answers.map(({ stdout }) => stdout.toString())).toEqual(names.map((name) => REPERTOIRE[name].stdout));
      expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 3, 0]);
      expect(answers[4]?.stderr.toString()).toBe("err\n");
      expect(answers.every(({ failure }) => failure === undefined)).toBe(true);
      expect(answers[0]?.commandLine).toBe("printf '%s\\n' hello");
    });

    it("says when and on which boot each command ended", async () => {
      const answers = await batch(["hello", "hello"]);
      const [first, second] = answers.map(({ uptimeSeconds }) => uptimeSeconds ?? -1);
      expect(first).toBeGreaterThan(0);
      expect(second).toBeGreaterThanOrEqual(first ?? Infinity);
      expect(answers[0]?.bootId).toMatch(/^[0-9a-f-]{36}$/);
    });

    it("gives commands an empty stdin", async () => {
      const answer = only(await batch(["stdin"]));
      expect([answer.exitCode, answer.stdout.length]).toEqual([0, 0]);
    });

    it("names the tool that is missing", async () => {
      const answer = only(await batch(["missing"]));
      expect(answer.failure).toEqual({ kind: "toolMissing", tool: "culprit-no-such-tool" });
      expect(answer.exitCode).toBe(127);
    });

    it("takes no forged trailer for its own", async () => {
      const answers = await batch(["forged", "hello"]);
      expect(answers.map(({ stdout }) => stdout.toString())).toEqual([REPERTOIRE.forged.stdout, "hello\n"]);
    });

    it("carries 10 MB of output and a line of 1 MB whole", async () => {
      const answers = await batch(["big", "hugeLine", "hello"]);
      expect(answers[0]?.stdout.equals(Buffer.from(REPERTOIRE.big.stdout))).toBe(true);
      expect(answers[1]?.stdout.length).toBe(1_000_000);
      expect(answers.map(({ truncated }) => truncated)).toEqual([false, false, false]);
    });

    it("keeps the head of what is longer than the cap, and goes on with the next command", async () => {
      const { transport, session } = await reach(backend);
      const answers = await session.batch([command("big", { maxBytes: 1_000 }), command("hugeLine", { maxBytes: 999_000 }), command("hello")]);
      expect(answers[0]).toMatchObject({ truncated: true, failure: { kind: "truncated", keptBytes: 1_000, limitBytes: 1_000 } });
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
      expect(answers[0]).toMatchObject({ exitCode: null, signal: "KILL", failure: { kind: "timedOut", afterMs: 300 } });
      expect(answers[0]?.durationMs).toBeLessThan(2_500);
      expect(answers[1]?.stdout.toString()).toBe("hello\n");
      await transport.close();
    });

    it("shows output as it comes, without a byte of the frame", async () => {
      const { transport, session } = await reach(backend);
      const chunks: (Chunk & { readonly at: number })[] = [];
      const started: string[] = [];
      const onChunk = (chunk: Chunk): void => void chunks.push({ ...chunk, at: Date.now() });
      const answers = await session.batch([command("hello"), command("slowly")], { onChunk, onStart: (key) => started.push(key) });
      expect(started).toEqual(["hello", "slowly"]);
      const slow = chunks.filter(({ key }) => key === "slowly");
      expect(Buffer.concat(slow.map(({ data }) => data))).toEqual(answers[1]?.stdout);
      expect((slow.at(-1)?.at ?? 0) - (slow[0]?.at ?? 0)).toBeGreaterThan(300);
      await transport.close();
    });

    it("stops at once when it is cancelled, and keeps what was complete", async () => {
      const { transport, session } = await reach(backend);
      const controller = new AbortController();
      const startedAt = Date.now();
      const running = session.batch([command("hello"), command("endless"), command("hello", { key: "later" })], {
        signal: controller.signal, onStart: (key) => key === "endless" && setTimeout(() => controller.abort(), 50),
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
      const answers = await session.batch([command("hello"), command("hello")], { signal: AbortSignal.abort() });
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
      expect(only(await session.batch([command("endless")])).failure).toMatchObject({ kind: "connectionLost" });
      expect(Date.now() - startedAt).toBeLessThan(3_000);
      await transport.close();
      await wire.close();
    });

    it("holds a connection for the next one who asks", async () => {
      const wire = await startWire(backend.port);
      const { transport, session } = await reach(backend, { port: wire.port });
      await session.close();
      const again = await transport.connect(session.destination, { onUnknownKey: () => Promise.resolve("refuse") });
      if ("kind" in again) throw new Error(again.kind);
      expect(only(await again.batch([command("hello")])).stdout.toString()).toBe("hello\n");
      expect(wire.connections()).toBe(1);
      await transport.close();
      expect(await again.closed).toBeNull();
      await wire.close();
    });

    it("closes a connection that nobody uses", async () => {
      const { transport, session } = await reach(backend, { idleMs: 100 });
      await session.close();
      expect(await session.closed).toBeNull();
      await transport.close();
    });

    it("makes one connection for many who ask at once", async () => {
      const wire = await startWire(backend.port);
      const { transport, session } = await reach(backend, { port: wire.port });
      const sessions = await Promise.all(Array.from({ length: 5 }, () => transport.connect(session.destination, { onUnknownKey: () => Promise.resolve("refuse") })));
      expect(sessions.every((one) => "batch" in one)).toBe(true);
      expect(wire.connections()).toBe(1);
      await transport.close();
      await wire.close();
    });

    it("answers many batches at once over four channels", async () => {
      const { transport, session } = await reach(backend);
      const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => session.batch([command("hello", { key: String(index) })])));
      expect(answers.flat().map(({ key, exitCode, failure }) => [key, exitCode, failure])).toEqual(answers.map((_, index) => [String(index), 0, undefined]));
      await transport.close();
    });

    it("sends a batch that is too long for one exec request by stdin", async () => {
      const { transport, session } = await reach(backend);
      const answers = await session.batch(Array.from({ length: 300 }, (_, index) => command("failing", { key: String(index) })));
      expect(answers.every(({ stdout, stderr, exitCode }) => stdout.toString() === "out\n" && stderr.toString() === "err\n" && exitCode === 3)).toBe(true);
      await transport.close();
    });

    it("arms a sensor, and has its answer when it is asked to finish", async () => {
      const { transport, session } = await reach(backend);
      const sensor = session.sensor(command("sensor"));
      expect(await sensor.armed).toBe("armed");
      expect(only(await session.batch([command("hello")])).stdout.toString()).toBe("hello\n");
      const answer = await sensor.finish();
      expect(answer.stdout.toString()).toBe("setting up\nfinished\n");
      expect(answer.exitCode).toBe(0);
      expect(await sensor.finish()).toBe(answer);
      await transport.close();
    });

    it("ends a sensor that does not finish in time", async () => {
      const { transport, session } = await reach(backend);
      const sensor = session.sensor(command("deafSensor", { deadlineMs: 300 }));
      expect(await sensor.armed).toBe("armed");
      expect(await sensor.finish()).toMatchObject({ signal: "KILL", failure: { kind: "timedOut", afterMs: 300 } });
      await transport.close();
    });

    it("says why a sensor could not be armed", async () => {
      const { transport, session } = await reach(backend);
      const sensor = session.sensor(command("missing"));
      expect(await sensor.armed).toEqual({ kind: "toolMissing", tool: "culprit-no-such-tool" });
      expect((await sensor.finish()).exitCode).toBe(127);
      await transport.close();
    });

    it("does not send what is no command", async () => {
      const { transport, session } = await reach(backend);
      const answers = await session.batch([
        command("hello", { argv: [] }), command("hello", { argv: ["-x"] }), command("hello", { netns: "../x" }), command("hello", { wouldLoad: ["a b"] }), command("hello"),
      ]);
      expect(answers.map(({ failure }) => failure?.kind)).toEqual(["badArgument", "badArgument", "badArgument", "badArgument", undefined]);
      expect(await session.batch([])).toEqual([]);
      await transport.close();
    });

    it("works where one session at a time is allowed, and does not wait for ever behind a sensor", async () => {
      await withServer(kind, { maxSessions: 1 }, async (strict) => {
        const { transport, session } = await reach(strict);
        const answers = await Promise.all(Array.from({ length: 8 }, () => session.batch([command("hello")])));
        expect(answers.flat().map(({ exitCode, failure }) => [exitCode, failure])).toEqual(answers.map(() => [0, undefined]));
        const sensor = session.sensor(command("sensor"));
        expect(await sensor.armed).toBe("armed");
        expect(only(await session.batch([command("hello")])).failure).toMatchObject({ kind: "channelRefused" });
        expect((await sensor.finish()).exitCode).toBe(0);
        expect(only(await session.batch([command("hello")])).exitCode).toBe(0);
        await transport.close();
      });
    });

    it("passes over what a login shell prints before the batch", async () => {
      await withServer(kind, { banner: "Welcome\nLast login: never\n" }, async (noisy) => {
        const { transport, session } = await reach(noisy);
        const answers = await session.batch([command("failing"), command("hello")]);
        expect(answers.map(({ stdout, stderr }) => [stdout.toString(), stderr.toString()])).toEqual([["out\n", "err\n"], ["hello\n", ""]]);
        await transport.close();
      });
    });

    it("waits for a slow login shell without counting that against the command", async () => {
      await withServer(kind, { slowStartMs: 1_000 }, async (slow) => {
        const { transport, session } = await reach(slow);
        const answer = only(await session.batch([command("hello", { deadlineMs: 500 })]));
        expect(answer).toMatchObject({ exitCode: 0 });
        expect(answer.durationMs).toBeLessThan(500);
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
