import { afterAll, beforeAll, expect, it } from "vitest";
import { memoryPins } from "./memory-pins.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import type { Session, Transport } from "#server/ssh/transport.ts";
import { mark, processes, run, until } from "./processes.ts";
import { startSshd, whyNoSshd, type Sshd } from "./sshd.ts";
import { startWire, type Wire } from "./wire.ts";
import { describeUnless } from "../../needs.ts";

/** Commands that are hard to get rid of; each carries its mark where /proc shows it. */
const STUBBORN: readonly (readonly [string, (seconds: string) => string[]])[] = [
  ["a sleep", (seconds) => ["sleep", seconds]],
  ["a busy loop", (seconds) => ["sh", "-c", `: ${seconds}; while :; do :; done`]],
  ["one that ignores TERM and HUP", (seconds) => ["sh", "-c", `trap '' TERM HUP INT PIPE; while :; do sleep ${seconds}; done`]],
  ["a tree of children", (seconds) => ["sh", "-c", `for i in 1 2 3; do sh -c 'sleep ${seconds} & wait' & done; wait`]],
  ["one in a session of its own", (seconds) => ["setsid", "--wait", "sh", "-c", `trap '' HUP; sleep ${seconds}; :`]],
  ["one that floods", (seconds) => ["sh", "-c", `: ${seconds}; trap '' PIPE; while :; do echo y; done`]],
  ["one that leaves a child behind", (seconds) => ["sh", "-c", `sleep ${seconds} & sleep ${seconds}`]],
];

/** True when the command itself runs, and not only the script that is going to start it. */
const isRunning = (seconds: string): boolean => processes(seconds).some((line) => !line.includes("exec 3<&0"));

describeUnless(whyNoSshd, `what is left on the host`, () => {
  let sshd: Sshd;
  let wire: Wire;
  let transport: Transport;
  beforeAll(async () => {
    sshd = await startSshd();
    wire = await startWire(sshd.port);
    transport = openTransport({ pins: memoryPins() });
  });
  afterAll(async () => {
    await transport.close();
    await wire.close();
    await sshd.stop();
  });
  const connect = async (port = sshd.port): Promise<Session> => {
    const session = await transport.connect(
      {
        label: "patient",
        address: "127.0.0.1",
        port,
        user: sshd.user,
        identityFiles: [sshd.key],
        knownHostsFiles: [],
      },
      { onUnknownKey: () => Promise.resolve("approve") },
    );
    if ("kind" in session) throw new Error(JSON.stringify(session));
    return session;
  };

  it.each(STUBBORN)("nothing outlives a lost connection: %s", async (_name, make) => {
    const seconds = mark();
    const session = await connect(wire.port);
    const running = session.batch([run(make(seconds))]);
    await until(() => isRunning(seconds));
    expect(isRunning(seconds)).toBe(true);
    wire.cut();
    expect((await running)[0]?.failure?.kind).toBe("connectionLost");
    await until(() => processes(seconds).length === 0);
    expect(processes(seconds)).toEqual([]);
  });

  it.each(STUBBORN)("nothing outlives a cancelled batch: %s", async (_name, make) => {
    const seconds = mark();
    const session = await connect();
    const controller = new AbortController();
    const running = session.batch([run(make(seconds))], { signal: controller.signal });
    await until(() => isRunning(seconds));
    controller.abort();
    expect((await running)[0]?.failure?.kind).toMatch(/cancelled|truncated/);
    await until(() => processes(seconds).length === 0);
    expect(processes(seconds)).toEqual([]);
  });

  it.each(STUBBORN)("nothing outlives a deadline: %s", async (_name, make) => {
    const seconds = mark();
    const session = await connect();
    const answers = await session.batch([run(make(seconds), { deadlineMs: 500 }), run(["echo", "next"])]);
    expect(answers[0]?.failure?.kind).toMatch(/timedOut|truncated/);
    expect(answers[1]?.stdout.toString()).toBe("next\n");
    await until(() => processes(seconds).length === 0);
    expect(processes(seconds)).toEqual([]);
  });

  it("nothing of a batch that ended as it should is left either", async () => {
    const seconds = mark();
    const session = await connect();
    // The life of the batch on the host: sum of deadlines and 15 s, which its timer sleeps.
    await session.batch([run(["sh", "-c", `sleep ${seconds} >/dev/null 2>&1 &`], { deadlineMs: 8_765_000 })]);
    await until(() => processes(seconds).length === 0 && processes("sleep 8780").length === 0);
    expect([...processes(seconds), ...processes("sleep 8780")]).toEqual([]);
  });

  it("nothing of a sensor outlives a lost connection, or its own end", async () => {
    for (const end of ["cut", "finish"] as const) {
      const seconds = mark();
      const session = await connect(wire.port);
      const sensor = session.sensor(
        run(["sh", "-c", `trap '' TERM HUP; sleep ${seconds} & echo CULPRIT-ARMED; cat; echo counted`], {
          deadlineMs: 7_000,
        }),
      );
      expect(await sensor.armed).toBe("armed");
      if (end === "cut") wire.cut();
      const answer = await sensor.finish();
      if (end === "finish") expect(answer.stdout.toString()).toBe("counted\n");
      else expect(answer.failure?.kind).toBe("connectionLost");
      await until(() => processes(seconds).length === 0 && processes("sleep 3622").length === 0);
      expect([...processes(seconds), ...processes("sleep 3622")]).toEqual([]);
    }
  });

  it("the batch ends by itself when the other side is gone without a word", async () => {
    const seconds = mark();
    const silent = await startWire(sshd.port);
    const session = await connect(silent.port);
    const running = session.batch([run(["sleep", seconds], { deadlineMs: 1_000 })]);
    await until(() => processes(`sleep ${seconds}`).length > 0);
    silent.freeze();
    // The host only learns of it from its own timer: 1 s and 15 s.
    await until(() => processes(seconds).length === 0, 19_000);
    expect(processes(seconds)).toEqual([]);
    await silent.close();
    await running;
  }, 30_000);
});
