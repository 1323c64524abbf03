import { scanLine } from "./line.ts";
import { FAMILIES, KEY_BEGINS, KEY_ENDS, type Family } from "./rules.ts";
import type { Tokens } from "./tokens.ts";

/** One stream of output. A line is given out when it is complete, so that nothing depends on where a chunk ended. */
export interface Scan {
  /** What can be given out so far. */
  push(data: Buffer): Buffer;
  /** The rest; nothing may be pushed afterwards. */
  end(): Buffer;
}

export interface Scanner {
  open(): Scan;
  /** All at once. */
  bytes(data: Buffer): Buffer;
  /** What is a string already. */
  text(text: string): string;
}

/** So much is looked at at once for any trace of a secret; most of what hosts print has none. */
const BLOCK = 1 << 16;

/** `own`: what an organisation looks for besides. */
export function scannerOf(tokens: Tokens, own: readonly Family[] = []): Scanner {
  const all = [...FAMILIES, ...own];
  const bytes = (data: Buffer): Buffer => {
    const scan = openScan(tokens, all);
    const first = scan.push(data);
    const last = scan.end();
    return last.length === 0 ? first : Buffer.concat([first, last]);
  };
  return {
    open: () => openScan(tokens, all),
    bytes,
    text: (text) => (text === "" ? text : bytes(Buffer.from(text, "utf8")).toString("utf8")),
  };
}

/** A private key that has begun and not ended. */
interface OpenKey {
  readonly lines: string[];
  /** Before it on its first line, as logs and diffs write before every line. */
  readonly before: string;
}

function openScan(tokens: Tokens, all: readonly Family[]): Scan {
  let waiting: Buffer[] = [];
  let key: OpenKey | null = null;
  let families = all;
  const close = (): string => {
    if (key === null) return "";
    const { before, lines } = key;
    key = null;
    return `${before}${tokens("private_key", lines.join(""))}\n`;
  };
  /** What is given out for one line with its end, if any. */
  const take = (line: string): string => {
    if (key !== null) {
      const ends = KEY_ENDS.exec(line);
      if (ends === null && isOfKey(line, key.before.length)) return (key.lines.push(line), "");
      if (ends !== null) {
        key.lines.push(line.slice(0, ends.index));
        return close();
      }
      return close() + take(line);
    }
    const begins = KEY_BEGINS.exec(line);
    if (begins === null) return scanLine(line, families, tokens);
    const ends = KEY_ENDS.exec(line.slice(begins.index));
    const before = scanLine(line.slice(0, begins.index), families, tokens);
    const from = begins.index + begins[0].length;
    if (ends !== null) {
      const to = begins.index + ends.index;
      return before + tokens("private_key", line.slice(from, to)) + take(line.slice(to + ends[0].length));
    }
    key = { before, lines: [line.slice(from)] };
    return "";
  };
  const scanned = (text: string): string => {
    if (text === "") return "";
    families = all.filter(({ trace }) => trace.test(text));
    if (key === null && families.length === 0) return text;
    return linesOf(text).map(take).join("");
  };
  return {
    push: (data) => {
      const at = data.lastIndexOf(0x0a);
      if (at < 0) {
        if (data.length > 0) waiting.push(data);
        return EMPTY;
      }
      const whole = Buffer.concat([...waiting, data.subarray(0, at + 1)]);
      waiting = at + 1 < data.length ? [data.subarray(at + 1)] : [];
      return Buffer.from(blocksOf(whole).map(scanned).join(""), "latin1");
    },
    end: () => {
      const rest = scanned(Buffer.concat(waiting).toString("latin1"));
      waiting = [];
      return Buffer.from(rest + close(), "latin1");
    },
  };
}

const EMPTY = Buffer.alloc(0);

/** Complete lines, about a block of them. */
function blocksOf(whole: Buffer): readonly string[] {
  const blocks: string[] = [];
  for (let from = 0; from < whole.length;) {
    const line = whole.indexOf(0x0a, Math.min(from + BLOCK, whole.length) - 1);
    const to = line < 0 ? whole.length : line + 1;
    blocks.push(whole.toString("latin1", from, to));
    from = to;
  }
  return blocks;
}

function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (let from = 0; from < text.length;) {
    const at = text.indexOf("\n", from);
    const to = at < 0 ? text.length : at + 1;
    lines.push(text.slice(from, to));
    from = to;
  }
  return lines;
}

const BODY = /^[\s|>+#"'*]{0,40}(?:[A-Za-z0-9+/=]{1,1000}|[A-Z][\w-]{1,40}: .{0,400}|)[\s"',\\]{0,40}$/;
/** Behind a prefix that is not the same on each line. */
const LONG_BODY = /[A-Za-z0-9+/=]{32}[\s"',\\]{0,9}$/;

/** Whether a line goes on with the key that was begun: its body, the headers of an older kind, or an empty line. */
const isOfKey = (line: string, before: number): boolean => {
  if (line.length > 2_000) return false;
  return BODY.test(line) || LONG_BODY.test(line) || (before > 0 && BODY.test(line.slice(before)));
};
