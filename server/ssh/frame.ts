import type { Command } from "./transport.ts";
import { NEWLINE_VARIABLE, quoteForAnyShell, quoteOnOneLine, unquoteForAnyShell, unquoteWords } from "./quote.ts";
import { BATCH, SENSOR } from "./script.ts";

export type FrameMode = "batch" | "sensor";

/** What of a command the host has to know. */
export type FramedCommand = Pick<Command, "argv" | "privilege" | "netns" | "wouldLoad">;

export interface Frame {
  readonly mode: FrameMode;
  readonly nonce: string;
  /** After so many seconds the host ends the batch by itself. */
  readonly lifeSeconds: number;
  readonly commands: readonly FramedCommand[];
}

/** What goes over the wire: the exec request, and, where the script is too long for one, a line for its stdin. */
export interface Composed {
  readonly exec: string;
  readonly stdin: string | null;
}

/** dropbear refuses an exec request above 9000 bytes (MAX_CMD_LEN, runopts.h); OpenSSH takes far more. */
const LONGEST_EXEC_BYTES = 8_000;

const READS_STDIN = `exec sh -c ${quoteForAnyShell('IFS= read -r S; eval "$S"')}`;
const RUNS_WORD = "exec sh -c ";

/** Module names as the kernel spells them in /sys/module. */
const moduleNames = (names: readonly string[]): string => names.map((name) => name.replaceAll("-", "_")).join(" ");

const callOf = (command: FramedCommand, index: number): string =>
  ["r", String(index), command.privilege === "sudo" ? "s" : "u", command.netns ?? "", moduleNames(command.wouldLoad ?? []), ...command.argv]
    .map(quoteOnOneLine)
    .join(" ");

const usesSudo = ({ commands }: Frame): boolean => commands.some(({ privilege, netns }) => privilege === "sudo" || netns !== undefined);

/** The whole batch as one line of sh. */
export function script(frame: Frame): string {
  const calls = frame.commands.map((command, index) => `${callOf(command, index)}; `).join("");
  const { before, beforeOneLiners, after } = frame.mode === "batch" ? BATCH : SENSOR;
  const head = calls.includes(`"$${NEWLINE_VARIABLE}"`) ? before : beforeOneLiners;
  return `N=${frame.nonce}; L=${frame.lifeSeconds}; K=${usesSudo(frame) ? 1 : 0}; ${head}${calls}${after}`;
}

export function compose(frame: Frame): Composed {
  const line = script(frame);
  const exec = RUNS_WORD + quoteForAnyShell(line);
  return Buffer.byteLength(exec) <= LONGEST_EXEC_BYTES ? { exec, stdin: null } : { exec: READS_STDIN, stdin: `${line}\n` };
}

const HEAD = /^N=([0-9a-f]{24}); L=([0-9]{1,9}); K=[01]; /;

function commandOf(words: readonly string[], index: number): FramedCommand | undefined {
  const [r, i, privilege, netns, modules, ...argv] = words;
  if (r !== "r" || i !== String(index) || (privilege !== "s" && privilege !== "u") || argv.length === 0) return undefined;
  return {
    argv,
    privilege: privilege === "s" ? "sudo" : "user",
    ...(netns ? { netns } : {}),
    ...(modules ? { wouldLoad: modules.split(" ") } : {}),
  };
}

/** Commands end in `; `, which may also stand inside quotes: a piece that is not whole words takes the next one in. */
function commandsOf(calls: string): readonly FramedCommand[] | undefined {
  const commands: FramedCommand[] = [];
  let piece = "";
  for (const part of calls.split("; ").slice(0, -1)) {
    piece = piece === "" ? part : `${piece}; ${part}`;
    const words = unquoteWords(piece);
    if (!words) continue;
    const command = commandOf(words, commands.length);
    if (!command) return undefined;
    commands.push(command);
    piece = "";
  }
  return piece === "" ? commands : undefined;
}

/** Reads a script back into the frame it was made from; undefined for every text that Culprit did not compose. */
export function recogniseScript(line: string): Frame | undefined {
  const head = HEAD.exec(line);
  if (!head?.[1] || !head[2]) return undefined;
  const rest = line.slice(head[0].length);
  for (const mode of ["batch", "sensor"] as const) {
    const { before, beforeOneLiners, after } = mode === "batch" ? BATCH : SENSOR;
    const prefix = [before, beforeOneLiners].find((text) => rest.startsWith(text));
    if (prefix === undefined || !rest.endsWith(after)) continue;
    const commands = commandsOf(rest.slice(prefix.length, rest.length - after.length));
    const frame = commands && { mode, nonce: head[1], lifeSeconds: Number(head[2]), commands };
    if (frame && script(frame) === line) return frame;
  }
  return undefined;
}

/** What an exec request asks for: a frame, a frame that will come as the first line of stdin, or nothing of ours. */
export function recognise(exec: string): Frame | "onStdin" | undefined {
  if (exec === READS_STDIN) return "onStdin";
  if (!exec.startsWith(RUNS_WORD)) return undefined;
  const line = unquoteForAnyShell(exec.slice(RUNS_WORD.length));
  return line === undefined ? undefined : recogniseScript(line);
}
