import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { ServerChannel } from "ssh2";
import type { RecordedCommand } from "#machines/contract/index.ts";
import type { Frame, FramedCommand } from "#server/ssh/frame.ts";
import { endLines, headerLines, startLine } from "#server/ssh/frame-lines.ts";
import type { Faults } from "./faults.ts";
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

/** Answers one frame as the host would: header, then each command at its recorded pace, then the end of the channel. */
export async function play(scene: Play): Promise<void> {
  const { frame, channel, host, faults, wishes } = scene;
  if (faults.silent === true) return;
  if (faults.slowStartMs !== undefined) await sleep(faults.slowStartMs);
  if (faults.banner !== undefined) {
    channel.write(faults.banner);
    channel.stderr.write(faults.banner);
  }
  const header = headerLines(frame.nonce, host.bootId, host.uid);
  channel.write(header.stdout);
  channel.stderr.write(header.stderr);
  for (const [index, command] of frame.commands.entries()) {
    if (wishes.gone()) return;
    await answer(scene, index, command);
  }
  channel.exit(0);
  channel.end();
}

async function answer(scene: Play, index: number, command: FramedCommand): Promise<void> {
  const { frame, channel, host, wishes } = scene;
  const pid = ++lastPid;
  const killed = wishes.killOf(pid);
  channel.write(startLine(frame.nonce, index, pid));
  const recorded = found(host, command.argv);
  if (frame.mode === "sensor" && recorded.exitCode !== NOT_FOUND) {
    channel.write("CULPRIT-ARMED\n");
    await Promise.race([wishes.finished, killed.promise]);
  }
  const whole = await utter(scene, recorded, killed);
  if (wishes.gone()) return;
  const code = whole ? (recorded.exitCode ?? 0) : KILLED;
  const end = endLines(frame.nonce, index, { code, uptimeSeconds: host.uptimeAfter(recorded) });
  // ssh2 closes a channel with what is still waiting for window on its stderr.
  await Promise.race([wishes.end, Promise.all([written(channel, end.stdout), written(channel.stderr, end.stderr)])]);
}

const written = (stream: Writable, text: string): Promise<void> => new Promise((resolve) => stream.write(text, () => resolve()));

function found(host: RecordedHost, argv: readonly string[]): RecordedCommand {
  const recorded = host.next(argv);
  if (recorded) return recorded;
  const plain = { argv, stderr: "", exitCode: 0, durationMs: 1, uptimeSeconds: null };
  // A recorded clock would be off by the age of the recording; a replayed host's clock is this machine's.
  if (argv.join(" ") === "date +%s.%N") return { ...plain, stdout: `${(Date.now() / 1_000).toFixed(9)}\n` };
  return { ...plain, stdout: "", stderr: `sh: ${argv[0] ?? ""}: not recorded\n`, exitCode: NOT_FOUND };
}

/** Prints what was recorded, line by line over its recorded time; false when it was killed before its end. */
async function utter(scene: Play, recorded: RecordedCommand, killed: { readonly promise: Promise<void>; is(): boolean }): Promise<boolean> {
  const durationMs = scene.frame.mode === "sensor" ? 0 : recorded.durationMs / scene.speed;
  const lines = recorded.stdout.replace(/^CULPRIT-ARMED\n/m, "").split(/(?<=\n)/);
  const startedAt = Date.now();
  let said = 0;
  while (durationMs >= SHOWN_FROM_MS && said < lines.length) {
    const due = Math.min(lines.length, Math.floor(((Date.now() - startedAt) / durationMs) * lines.length));
    if (due > said) await say(scene, lines.slice(said, due).join(""));
    said = Math.max(said, due);
    if (killed.is() || scene.wishes.gone()) return false;
    if (said < lines.length) await sleep(TICK_MS);
  }
  await say(scene, lines.slice(said).join(""));
  if (recorded.failure === "connectionLost") scene.drop();
  if (recorded.failure === "timedOut") await killed.promise;
  if (killed.is()) return false;
  if (recorded.stderr !== "") scene.channel.stderr.write(recorded.stderr);
  return true;
}

const spoken = new WeakMap<ServerChannel, number>();

async function say({ channel, faults, drop, wishes }: Play, text: string): Promise<void> {
  if (text === "" || wishes.gone()) return;
  const data = Buffer.from(text);
  const before = spoken.get(channel) ?? 0;
  spoken.set(channel, before + data.length);
  const most = faults.dropAfterBytes ?? Infinity;
  const roomy = channel.write(data.subarray(0, Math.max(0, most - before)));
  if (before + data.length > most) {
    // What was written has to reach the other side before the link is cut.
    await sleep(100);
    return drop();
  }
  if (!roomy) await Promise.race([new Promise((resolve) => channel.once("drain", resolve)), wishes.end]);
}
