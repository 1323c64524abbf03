import type { Failure } from "#machines/contract/index.ts";
import { runFrame, type FrameGround } from "./run-frame.ts";
import { openTake } from "./take.ts";
import type { Answer, Command, Destination, RunOptions, Sensor, Session } from "./transport.ts";
import { commandFault } from "./wrap.ts";

/** The host's own timer comes after ours, so that it only acts when nobody is there to act. */
const HOST_TIMER_AFTER_MS = 15_000;
/** How long a sensor may wait for its reproduction before the host ends it; longer than any investigation's window. */
const LONGEST_SENSOR_MS = 3_600_000;

const seconds = (ms: number): number => Math.ceil(ms / 1_000);

const unrun = (command: Command, failure: Failure): Answer => openTake(command, Date.now()).fail(null, failure, Date.now());

/** The session on one connection; several holders of a connection share its gate. */
export function openSession(destination: Destination, on: FrameGround, close: () => Promise<void>): Session {
  return {
    destination,
    fingerprint: on.connection.fingerprint,
    closed: on.connection.closed,
    close,

    async batch(commands: readonly Command[], options: RunOptions = {}): Promise<readonly Answer[]> {
      const faults = commands.map(commandFault);
      const runnable = commands.filter((_command, index) => faults[index] === undefined);
      if (runnable.length === 0) return commands.map((command, index) => unrun(command, faults[index] ?? { kind: "cancelled" }));
      const deadlinesMs = runnable.reduce((sum, { deadlineMs }) => sum + deadlineMs, 0);
      const lifeSeconds = seconds(deadlinesMs + HOST_TIMER_AFTER_MS);
      const answers = [...(await runFrame(on, { mode: "batch", commands: runnable, lifeSeconds, options }).answers)];
      return commands.map((command, index) => {
        const fault = faults[index];
        return (fault === undefined ? answers.shift() : undefined) ?? unrun(command, fault ?? { kind: "internal", detail: "no answer" });
      });
    },

    sensor: (command, options = {}) => startSensor(on, command, options),
  };
}

function startSensor(on: FrameGround, command: Command, options: RunOptions): Sensor {
  const fault = commandFault(command);
  if (fault !== undefined) {
    return { armed: Promise.resolve(fault), finish: () => Promise.resolve(unrun(command, fault)) };
  }
  const lifeSeconds = seconds(LONGEST_SENSOR_MS + command.deadlineMs + HOST_TIMER_AFTER_MS);
  const { promise: armed, resolve: arm } = Promise.withResolvers<"armed" | Failure>();
  const onArmed = (): void => arm("armed");
  const running = runFrame(on, { mode: "sensor", commands: [command], lifeSeconds, options, onArmed });
  const answer = running.answers.then(([only]) => only ?? unrun(command, { kind: "internal", detail: "no answer" }));
  void answer.then(({ failure, exitCode: code, stderr }) =>
    arm(failure ?? { kind: "exited", code, signal: null, stderr: stderr.toString("utf8", 0, 4_096) }),
  );
  return {
    armed,
    finish: () => {
      running.finish();
      return answer;
    },
  };
}
