import { randomBytes } from "node:crypto";
import type { ClientChannel } from "ssh2";
import type { Failure } from "#machines/contract/index.ts";
import { armedFilter } from "./armed.ts";
import type { ChannelGate, Slot } from "./channels.ts";
import type { Connection } from "./connection.ts";
import { compose, type FrameMode } from "./frame.ts";
import { frameParser, type FrameListener } from "./frame-parser.ts";
import { openChannel } from "./open-channel.ts";
import { openRoll, type Roll } from "./roll.ts";
import type { Answer, Command, RunOptions } from "./transport.ts";

/** From the word to kill a command until its trailer must be here; then the whole batch is given up. */
const KILL_GRACE_MS = 3_000;
/** From the end of our stdin until the host must have closed the channel; then we close it. */
const CLOSE_GRACE_MS = 2_000;

export interface FrameRun {
  readonly mode: FrameMode;
  readonly commands: readonly Command[];
  readonly lifeSeconds: number;
  readonly options: RunOptions;
  /** A sensor said that it is armed. */
  readonly onArmed?: () => void;
}

export interface Running {
  readonly answers: Promise<readonly Answer[]>;
  /** Tells a sensor to finish; from now on its deadline runs. */
  finish(): void;
}

/** What is going on on one channel. */
interface Course {
  readonly run: FrameRun;
  readonly roll: Roll;
  /** One thing at a time is waited for. */
  readonly within: (ms: number, otherwise: () => void) => void;
  readonly silenceMs: number;
  readonly pids: Map<number, number>;
  channel: ClientChannel | undefined;
  slot: Slot | undefined;
  finishing: boolean;
  /** What was printed before the header. */
  noise: string;
}

export interface FrameGround {
  readonly connection: Connection;
  readonly gate: ChannelGate;
  readonly silenceMs: number;
}

/** Runs one frame on a channel of its own. Every command gets its answer, whatever happens; the complete ones stay valid. */
export function runFrame({ connection, gate, silenceMs }: FrameGround, run: FrameRun): Running {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const { promise, resolve } = Promise.withResolvers<readonly Answer[]>();
  const course: Course = {
    run,
    roll: openRoll(run.commands, run.options, (answers) => {
      clearTimeout(timer);
      timer = undefined;
      ended = true;
      run.options.signal?.removeEventListener("abort", onAbort);
      course.slot?.answered();
      if (course.channel) leave(course.channel);
      resolve(answers);
    }),
    within: (ms, otherwise) => {
      clearTimeout(timer);
      // A sensor may be told to finish after it ended by itself; a timer then would only keep the process alive.
      if (!ended) timer = setTimeout(otherwise, ms);
    },
    silenceMs,
    pids: new Map(),
    channel: undefined,
    slot: undefined,
    finishing: false,
    noise: "",
  };
  const onAbort = (): void => cancel(course);

  async function begin(): Promise<void> {
    const { signal } = run.options;
    const nonce = randomBytes(12).toString("hex");
    const { exec, stdin } = compose({
      mode: run.mode,
      nonce,
      lifeSeconds: run.lifeSeconds,
      commands: run.commands,
    });
    const opened = await openChannel(connection, gate, { exec, sensor: run.mode === "sensor", signal });
    if ("kind" in opened) return course.roll.giveUp(opened);
    course.slot = opened.slot;
    attach(course, frameParser(nonce, run.commands.length, listener(course)), {
      channel: opened.channel,
      connection,
    });
    if (stdin !== null) opened.channel.write(stdin);
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    if (course.finishing) tellToFinish(course);
  }

  begin().catch((error: unknown) => course.roll.giveUp({ kind: "internal", detail: String(error) }));
  return {
    answers: promise,
    finish: () => {
      if (course.finishing) return;
      course.finishing = true;
      if (course.channel) tellToFinish(course);
    },
  };
}

function attach(
  course: Course,
  parser: ReturnType<typeof frameParser>,
  to: { readonly channel: ClientChannel; readonly connection: Connection },
): void {
  const { roll, within, run } = course;
  const { channel, connection } = to;
  course.channel = channel;
  channel.on("data", parser.stdout);
  channel.stderr.on("data", parser.stderr);
  channel.on("error", (error: Error) => {
    course.noise += error.message;
  });
  channel.once("close", () => {
    parser.end();
    // The connection learns of its end just after its channels do.
    setImmediate(() => roll.giveUp(run.options.signal?.aborted === true ? { kind: "cancelled" } : (connection.lost() ?? badFrame(course))));
  });
  within(course.silenceMs, () => roll.giveUp(roll.timedOut()));
}

function listener(course: Course): FrameListener {
  const { run, roll, within, pids } = course;
  const silence = (): void => within(course.silenceMs, () => roll.giveUp(roll.timedOut()));
  const keep = (index: number, stream: "stdout" | "stderr", data: Buffer): void => {
    const { maxBytes } = run.commands[index] ?? { maxBytes: 0 };
    if (roll.data(index, stream, data)) stop(course, index, { kind: "truncated", keptBytes: maxBytes, limitBytes: maxBytes });
  };
  const filter =
    run.mode === "sensor"
      ? armedFilter(
          (data) => keep(0, "stdout", data),
          () => run.onArmed?.(),
        )
      : undefined;
  return {
    header: (header) => {
      roll.setHeader(header);
      silence();
    },
    start: (index, pid) => {
      pids.set(index, pid);
      roll.start(index);
      if (run.mode === "batch" || course.finishing) expire(course, index);
      else within(run.lifeSeconds * 1_000, () => roll.giveUp(roll.timedOut()));
    },
    data: (index, stream, data) => (filter && stream === "stdout" ? filter.push(data) : keep(index, stream, data)),
    end: (index, ending) => {
      filter?.end();
      // Its stderr may end after the next command has begun, whose deadline then runs already.
      if (!pids.has(index + 1)) silence();
      roll.end(index, ending);
    },
    noise: (data) => {
      if (course.noise.length < 400) course.noise += data.toString("utf8");
    },
  };
}

function expire(course: Course, index: number): void {
  const { deadlineMs } = course.run.commands[index] ?? { deadlineMs: 0 };
  course.within(deadlineMs, () => stop(course, index, { kind: "timedOut", afterMs: deadlineMs }));
}

/** Kills one command on the host; those after it still run. */
function stop(course: Course, index: number, why: Failure): void {
  if (!course.roll.stop(index, why)) return;
  course.channel?.write(`k ${course.pids.get(index) ?? 0}\n`);
  course.within(KILL_GRACE_MS, () => course.roll.giveUp(course.roll.timedOut()));
}

/** The end of stdin ends everything on the host; the answer waits for that, but not for ever. */
function cancel(course: Course): void {
  course.channel?.end();
  course.within(CLOSE_GRACE_MS, () => course.roll.giveUp({ kind: "cancelled" }));
}

function tellToFinish(course: Course): void {
  course.channel?.write("f\n");
  if (course.pids.has(0)) expire(course, 0);
}

/** Ends our side, which ends the host's; should the host not answer, the channel is closed over its head. */
function leave(channel: ClientChannel): void {
  if (channel.destroyed) return;
  const timer = setTimeout(() => channel.close(), CLOSE_GRACE_MS);
  channel.once("close", () => clearTimeout(timer));
  channel.end();
}

function badFrame({ roll, noise }: Course): Failure {
  if (roll.header() !== null) return { kind: "badFrame", why: "the batch ended before this command was complete" };
  const said = noise.trim().slice(0, 300);
  return {
    kind: "badFrame",
    why: `the login shell did not run the batch${said === "" ? "" : `; it said: ${said}`}`,
  };
}
