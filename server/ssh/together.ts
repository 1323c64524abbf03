import { outcome } from "./outcome.ts";
import type { Answer, Command } from "./transport.ts";
import { commandLine } from "./wrap.ts";

/**
 * Runs what it is given one after the other: modules that must be there ("-": none), number of words, the words. Marks on both streams say where each
 * part begins and how it ended, as the frame does for commands; g is the frame's own.
 */
export const TOGETHER_SCRIPT = [
  `m() { printf '\\n=== %s\\n' "$*"; printf '\\n=== %s\\n' "$*" >&2; }`,
  'g() { [ -e /proc/modules ] || return 0; [ -d /sys/module/$1 ] && return; { read -r y </proc/sys/kernel/modules_disabled; } 2>/dev/null && [ "$y" = 1 ] && return',
  '{ tr - _ </lib/modules/$(uname -r)/modules.builtin; } 2>/dev/null | grep -q "/$1[.]ko"; }',
  "i=0; while [ $# -gt 2 ]; do",
  "w=$1 n=$2; shift 2; m $i; x=",
  '[ "$w" = - ] || for a in $(echo "$w" | tr , " "); do g $a || { x=$a; break; }; done',
  'if [ "$x" ]; then m $i m $x; else',
  // The first n of what is left, turned round to the end and cut off there.
  '( c=$n t=$#; while [ $c -gt 0 ]; do set -- "$@" "$1"; shift; c=$((c-1)); done; shift $((t-n)); exec "$@" ); m $i e $?',
  "fi; shift $n; i=$((i+1)); done",
].join("\n");

const HEAD = ["sh", "-c", TOGETHER_SCRIPT, "culprit-together"] as const;
/** Several readings of one moment that are taken by one command. */
export interface Pack {
  readonly command: Command;
  readonly parts: readonly Command[];
}

/** `parts`: of one network namespace, and of one privilege unless the login is root. */
export function pack(parts: readonly Command[]): Pack {
  const [first] = parts;
  if (first === undefined) throw new TypeError("a pack has parts");
  const words = parts.flatMap(({ argv, wouldLoad = [] }) => [
    wouldLoad.map((name) => name.replaceAll("-", "_")).join(",") || "-",
    String(argv.length),
    ...argv,
  ]);
  return {
    parts,
    command: {
      key: `together.${first.key}`,
      argv: [...HEAD, ...words],
      privilege: parts.some(({ privilege }) => privilege === "sudo") ? "sudo" : "user",
      ...(first.netns === undefined ? {} : { netns: first.netns }),
      // One that hangs is not waited for any longer than alone.
      deadlineMs: Math.max(...parts.map(({ deadlineMs }) => deadlineMs)),
      maxBytes: parts.reduce((sum, { maxBytes }) => sum + maxBytes, 0),
    },
  };
}

/** What the parts of a command that `pack` made run; undefined for every other one. */
export function partsIn(argv: readonly string[]): readonly (readonly string[])[] | undefined {
  if (argv.length <= HEAD.length || HEAD.some((word, index) => argv[index] !== word)) return undefined;
  const parts: (readonly string[])[] = [];
  for (let at: number = HEAD.length; at < argv.length;) {
    const count = Number(argv[at + 1]);
    const words = argv.slice(at + 2, at + 2 + count);
    if (count === 0 || words.length !== count) return undefined;
    parts.push(words);
    at += 2 + count;
  }
  return parts;
}

type Ending = { readonly how: "exited"; readonly code: number } | { readonly how: "wouldLoad"; readonly module: string };

const markOf = (index: number, ending?: Ending): string =>
  `\n=== ${index}${ending === undefined ? "" : ending.how === "exited" ? ` e ${ending.code}` : ` m ${ending.module}`}\n`;

/** What the host prints for a part, as far as it came. */
export const spoken = (index: number, text: string, code: number | null): string =>
  markOf(index) + text + (code === null ? "" : markOf(index, { how: "exited", code }));

interface Said {
  readonly text: string;
  readonly ending: Ending | null;
}

/**
 * The stream cut at its marks, which must be those of the parts, in their order, with nothing between them. Null otherwise: words of others may look like
 * a mark, and nothing is read from such a text. The last part that began may lack its end.
 */
function cut(stream: string, count: number): readonly Said[] | null {
  const said: Said[] = [];
  let at = 0;
  for (let index = 0; index < count && at < stream.length; index += 1) {
    const begin = markOf(index);
    if (!stream.startsWith(begin, at)) return null;
    const from = at + begin.length;
    const end = new RegExp(`\\n=== ${index} (?:e (\\d{1,3})|m (\\w+))\\n`, "g");
    end.lastIndex = from;
    const found = end.exec(stream);
    const text = stream.slice(from, found?.index);
    if (`\n${text}`.includes("\n=== ")) return null;
    if (found === null) return [...said, { text, ending: null }];
    const [mark, code, module = ""] = found;
    const ending = code === undefined ? ({ how: "wouldLoad", module } as const) : ({ how: "exited", code: Number(code) } as const);
    said.push({ text, ending });
    at = found.index + mark.length;
  }
  return at === stream.length ? said : null;
}

/** The way to the host is gone: no part would fare better alone. */
const OF_THE_WAY: ReadonlySet<string> = new Set(["unreachable", "connectionLost", "channelRefused", "cancelled", "badFrame", "internal"]);

/**
 * One answer a part, as if it had been asked for alone; null for those that have to be: because sudo lets only single commands pass, one before them hung,
 * or the output was more than fits. Each is told an equal share of the time.
 */
export function unpack({ parts }: Pack, whole: Answer): readonly (Answer | null)[] {
  // Marks that somebody else wrote give themselves away by the true ones after them, which are what was dropped here.
  if (whole.truncated) return parts.map(() => null);
  const [out, err] = [cut(whole.stdout.toString("latin1"), parts.length), cut(whole.stderr.toString("latin1"), parts.length)];
  const both = parts.map((_, index) => [out?.[index], err?.[index]] as const);
  // What is whole on both streams, and then the one that was at work when the answer ended.
  const ended = both.findIndex((said) => !said.every(isWhole));
  const stuck = ended >= 0 && out !== null && err !== null && whole.failure?.kind === "timedOut" ? ended : -1;
  const { failure, ...told } = whole;
  const uid = told.commandLine.startsWith("sudo -n ") ? null : 0;
  const shared = {
    ...told,
    durationMs: told.durationMs / parts.length,
    truncated: false,
    exitCode: null,
    together: parts.map(({ key }) => key),
  };
  return parts.map((part, index): Answer | null => {
    const base = { ...shared, key: part.key, commandLine: commandLine(part, uid) };
    const [said, complaint] = both[index] ?? [];
    if (isWhole(said) && isWhole(complaint)) return { ...base, ...answered(part, said.ending, [said, complaint]) };
    const [stdout, stderr] = [bytes(said?.text ?? ""), bytes(complaint?.text ?? "")];
    return failure !== undefined && (index === stuck || OF_THE_WAY.has(failure.kind)) ? { ...base, stdout, stderr, failure } : null;
  });
}

const isWhole = (said: Said | undefined): said is Said & { readonly ending: Ending } => (said?.ending ?? null) !== null;

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

function answered(part: Command, ending: Ending, [out, err]: readonly [Said, Said]): Partial<Answer> {
  const [stdout, stderr] = [bytes(out.text), bytes(err.text)];
  const failure = outcome(part, { ...ending, uptimeSeconds: null }, stderr);
  return {
    stdout: stdout.subarray(0, part.maxBytes),
    stderr: stderr.subarray(0, part.maxBytes),
    truncated: stdout.length > part.maxBytes || stderr.length > part.maxBytes,
    exitCode: ending.how === "exited" ? ending.code : null,
    ...(failure === undefined ? {} : { failure }),
  };
}
