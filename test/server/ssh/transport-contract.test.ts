import { afterAll, beforeAll, expect, it } from "vitest";
import type { Answer, Chunk } from "#server/ssh/transport.ts";
import { clockOffset } from "#server/ssh/clock.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import { backends, command, destinationOf, never, reach, type Backend } from "./backends.ts";
import { memoryPins } from "./memory-pins.ts";
import { REPERTOIRE, type Name } from "./repertoire.ts";
import { startWire } from "./wire.ts";
import { describeUnless } from "../../needs.ts";

const only = (answers: readonly Answer[]): Answer => {
  const [first] = answers;
  if (!first || answers.length !== 1) throw new Error(`expected one answer, got ${answers.length}`);
  return first;
};

for (const kind of backends) {
  describeUnless(kind.skip, `a transport to ${kind.name}`, () => {
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

    it("leaves it to a script that ran what it is that is missing", async () => {
      const [lacking, speechless] = await batch(["lacking", "speechless"]);
      expect([lacking?.exitCode, lacking?.failure]).toEqual([127, undefined]);
      expect(speechless?.failure).toEqual({ kind: "exited", code: 127, signal: null, stderr: "" });
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

    it("shows output as it comes, without a byte of the frame", async () => {
      const { transport, session } = await reach(backend);
      const chunks: (Chunk & { readonly at: number })[] = [];
      const started: string[] = [];
      const onChunk = (chunk: Chunk): void => void chunks.push({ ...chunk, at: Date.now() });
      const answers = await session.batch([command("hello"), command("slowly")], {
        onChunk,
        onStart: (key) => started.push(key),
      });
      expect(started).toEqual(["hello", "slowly"]);
      const slow = chunks.filter(({ key }) => key === "slowly");
      expect(Buffer.concat(slow.map(({ data }) => data))).toEqual(answers[1]?.stdout);
      expect((slow.at(-1)?.at ?? 0) - (slow[0]?.at ?? 0)).toBeGreaterThan(300);
      await transport.close();
    });

    it("holds a connection for the next one who asks", async () => {
      const wire = await startWire(backend.port);
      const { transport, session } = await reach(backend, { port: wire.port });
      await session.close();
      const again = await transport.connect(session.destination, {
        onUnknownKey: () => Promise.resolve("refuse"),
      });
      if ("kind" in again) throw new Error(again.kind);
      expect(only(await again.batch([command("hello")])).stdout.toString()).toBe("hello\n");
      expect(wire.connections()).toBe(1);
      await transport.close();
      expect(await again.closed).toBeNull();
      await wire.close();
    });

    it("makes a connection for whoever wants one alone, gives it to nobody else, and ends it with its session", async () => {
      const wire = await startWire(backend.port);
      const { transport, session } = await reach(backend, { port: wire.port });
      const how = { onUnknownKey: () => Promise.resolve("refuse" as const) };
      const own = await transport.connect(session.destination, { ...how, alone: true });
      const other = await transport.connect(session.destination, how);
      if ("kind" in own || "kind" in other) throw new Error("not let in");
      expect(wire.connections()).toBe(2);
      await own.close();
      expect(await own.closed).toBeNull();
      expect(only(await other.batch([command("hello")])).stdout.toString()).toBe("hello\n");
      const last = await transport.connect(session.destination, { ...how, alone: true });
      if ("kind" in last) throw new Error(last.kind);
      await transport.close();
      expect(await last.closed).toBeNull();
      await wire.close();
    });

    it("is not let in with a key the host does not take, and says which was tried", async () => {
      const transport = openTransport({ pins: memoryPins([backend.pin]) });
      const refused = await transport.connect(destinationOf(backend, { identityFiles: [backend.strangerKey] }), { onUnknownKey: never });
      expect(refused).toMatchObject({ kind: "authenticationFailed", tried: [backend.strangerKey] });
      await transport.close();
    });

    it("measures the clock of the host against ours, with how sure it is", async () => {
      const { transport, session } = await reach(backend);
      const offset = await clockOffset(session);
      expect(Math.abs(offset?.offsetMs ?? Infinity)).toBeLessThan(500);
      expect(offset?.uncertaintyMs ?? Infinity).toBeLessThan(500);
      await transport.close();
    });

    it("sees a clock that is wrong, behind or ahead", async () => {
      for (const clockSkewMs of [-90_000, 45_000]) {
        const wrong = await kind.start({ clockSkewMs });
        const { transport, session } = await reach(wrong);
        const offset = await clockOffset(session);
        expect(Math.abs((offset?.offsetMs ?? Infinity) - clockSkewMs)).toBeLessThanOrEqual((offset?.uncertaintyMs ?? 0) + 1);
        await transport.close();
        await wrong.stop();
      }
    });

    it("gives the bytes as they came, also where they are not UTF-8", async () => {
      expect(only(await batch(["bytes"])).stdout).toEqual(Buffer.from([0xff, 0xfe, 0, 0x0a, 0x80]));
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
      const sessions = await Promise.all(
        Array.from({ length: 5 }, () => transport.connect(session.destination, { onUnknownKey: () => Promise.resolve("refuse") })),
      );
      expect(sessions.every((one) => "batch" in one)).toBe(true);
      expect(wire.connections()).toBe(1);
      await transport.close();
      await wire.close();
    });

    it("answers many batches at once over four channels", async () => {
      const { transport, session } = await reach(backend);
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, index) => session.batch([command("hello", { key: String(index) })])),
      );
      expect(answers.flat().map(({ key, exitCode, failure }) => [key, exitCode, failure])).toEqual(
        answers.map((_, index) => [String(index), 0, undefined]),
      );
      await transport.close();
    });

    it("sends a batch that is too long for one exec request by stdin", async () => {
      const { transport, session } = await reach(backend);
      const answers = await session.batch(Array.from({ length: 300 }, (_, index) => command("failing", { key: String(index) })));
      expect(
        answers.every(({ stdout, stderr, exitCode }) => stdout.toString() === "out\n" && stderr.toString() === "err\n" && exitCode === 3),
      ).toBe(true);
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
        command("hello", { argv: [] }),
        command("hello", { argv: ["-x"] }),
        command("hello", { netns: "../x" }),
        command("hello", { wouldLoad: ["a b"] }),
        command("hello"),
      ]);
      expect(answers.map(({ failure }) => failure?.kind)).toEqual(["badArgument", "badArgument", "badArgument", "badArgument", undefined]);
      expect(await session.batch([])).toEqual([]);
      await transport.close();
    });
  });
}
