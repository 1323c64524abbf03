import { setTimeout as sleep } from "node:timers/promises";
import type { ServerChannel } from "ssh2";
import type { RecordedCommand } from "#machines/contract/index.ts";
import type { Frame, FramedCommand } from "#server/ssh/frame.ts";
import { partsIn, spoken } from "#server/ssh/together.ts";
import { endLines, headerLines, startLine } from "#server/ssh/frame-lines.ts";
import type { Faults } from "./faults.ts";
import { outlet, type Outlet } from "./outlet.ts";
import type { RecordedHost } from "./recorded-host.ts";
import type { Wishes } from "./wishes.ts";

export interface Play {
  readonly frame: Frame;
  readonly channel: ServerChannel;
  readonly host: RecordedHost;
  readonly wishes: Wishes;
  readonly speed: number;
  readonly faults: Faults;
  /** Cuts the connection under the channel. */
  readonly drop: () => void;
}

/** Shorter answers come at once. */
const SHOWN_FROM_MS = 50;
const TICK_MS = 25;
const KILLED = 137;
const NOT_FOUND = 127;

let lastPid = 1_000;

type Killed = ReturnType<Wishes["killOf"]>;

interface Scene extends Play {
  readonly out: Outlet;
  spokenBytes: number;
}

/** Answers one frame as the host would: header, then each command at its recorded pace, then the end of the channel. */
export async function play(what: Play): Promise<void> {
  const { frame, channel, host, faults, wishes } = what;
  const scene: Scene = { ...what, out: outlet(channel, wishes), spokenBytes: 0 };
  if (faults.silent === true) return;
  if (faults.slowStartMs !== undefined) await sleep(faults.slowStartMs);
  const header = headerLines(frame.nonce, host.bootId, host.uid);
  await scene.out.stdout((faults.banner ?? "") + header.stdout);
  await scene.out.stderr((faults.banner ?? "") + header.stderr);
  for (const [index, command] of frame.commands.entries()) {
    if (wishes.gone()) return;
    await answer(scene, index, command);
  }
  channel.exit(0);
  channel.end();
}

async function answer(scene: Scene, index: number, command: FramedCommand): Promise<void> {
  const { frame, host, wishes, out } = scene;
  const pid = ++lastPid;
  const killed = wishes.killOf(pid);
  await out.stdout(startLine(frame.nonce, index, pid));
  const recorded = found(scene, command.argv);
  if (frame.mode === "sensor" && recorded.exitCode !== NOT_FOUND) {
    await out.stdout("CULPRIT-ARMED\n");
    await Promise.race([wishes.finished, killed.promise]);
  }
  const whole = await utter(scene, recorded, killed);
  const code = whole ? (recorded.exitCode ?? 0) : KILLED;
  const end = endLines(frame.nonce, index, { code, uptimeSeconds: host.uptimeAfter(recorded) });
  await out.stdout(end.stdout);
  await out.stderr(end.stderr);
}

function found({ host, faults }: Pick<Scene, "host" | "faults">, argv: readonly string[]): RecordedCommand {
  const plain = { argv, stderr: "", exitCode: 0, durationMs: 1, uptimeSeconds: null };
  // A recorded clock would be off by the age of the recording; a replayed host's clock is this machine's.
  if (argv.join(" ") === "date +%s.%N") return { ...plain, stdout: `${((Date.now() + (faults.clockSkewMs ?? 0)) / 1_000).toFixed(9)}\n` };
  const parts = partsIn(argv);
  if (parts !== undefined)
    return together(argv, (index) => (parts[index] === undefined ? undefined : found({ host, faults }, parts[index])));
  const recorded = host.next(argv);
  if (recorded) return recorded;
  return { ...plain, stdout: "", stderr: `sh: ${argv[0] ?? ""}: not recorded\n`, exitCode: NOT_FOUND };
}

/** What several recorded commands say as the parts of one: in their order, up to the one that never ended. */
function together(argv: readonly string[], next: (index: number) => RecordedCommand | undefined): RecordedCommand {
  let all: RecordedCommand = { argv, stdout: "", stderr: "", encoding: "latin1", exitCode: 0, durationMs: 0, uptimeSeconds: null };
  for (let index = 0, part = next(0); part !== undefined && all.failure === undefined; index += 1, part = next(index)) {
    const { stdout, stderr, encoding = "utf8", exitCode, failure, durationMs, uptimeSeconds } = part;
    const said = (text: string): string =>
      spoken(index, Buffer.from(text, encoding).toString("latin1"), failure === undefined ? (exitCode ?? 0) : null);
    all = {
      ...all,
      ...{ stdout: all.stdout + said(stdout), stderr: all.stderr + said(stderr), durationMs: all.durationMs + durationMs },
      uptimeSeconds: uptimeSeconds ?? all.uptimeSeconds,
      ...(failure === undefined ? {} : { failure }),
    };
  }
  return all;
}

/** Prints what was recorded, line by line over its recorded time; false when it was killed before its end. */
async function utter(scene: Scene, recorded: RecordedCommand, killed: Killed): Promise<boolean> {
  const durationMs = scene.frame.mode === "sensor" ? 0 : recorded.durationMs / scene.speed;
  const lines = recorded.stdout.replace(/^CULPRIT-ARMED\n/m, "").split(/(?<=\n)/);
  const startedAt = Date.now();
  let said = 0;
  while (durationMs >= SHOWN_FROM_MS && said < lines.length) {
    const due = Math.min(lines.length, Math.floor(((Date.now() - startedAt) / durationMs) * lines.length));
    if (due > said) await say(scene, bytesOf(recorded, lines.slice(said, due).join("")), killed);
    said = Math.max(said, due);
    if (killed.is() || scene.wishes.gone()) return false;
    if (said < lines.length) await sleep(TICK_MS);
  }
  await say(scene, bytesOf(recorded, lines.slice(said).join("")), killed);
  if (recorded.failure === "connectionLost") scene.drop();
  // What hangs has said before what it had to say.
  if (!killed.is()) await scene.out.stderr(bytesOf(recorded, recorded.stderr));
  if (recorded.failure === "timedOut") await killed.promise;
  return !killed.is();
}

/** Large outputs go in pieces, so that a kill is heard between them. */
const PIECE_BYTES = 262_144;

const bytesOf = ({ encoding }: RecordedCommand, text: string): Buffer => Buffer.from(text, encoding ?? "utf8");

async function say(scene: Scene, data: Buffer, killed: Killed): Promise<void> {
  const { faults, drop, wishes, out } = scene;
  const room = Math.max(0, (faults.dropAfterBytes ?? Infinity) - scene.spokenBytes);
  scene.spokenBytes += data.length;
  const heard = data.subarray(0, room);
  for (let at = 0; at < heard.length && !killed.is() && !wishes.gone(); at += PIECE_BYTES)
    await out.stdout(heard.subarray(at, at + PIECE_BYTES));
  if (room >= data.length) return;
  // What was written has to reach the other side before the link is cut.
  await sleep(100);
  drop();
}
