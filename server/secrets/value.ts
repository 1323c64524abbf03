import { CLOSING, OPENING } from "./tokens.ts";

/** From where to where; the quotation marks stay. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Another setting, a space or the end follows: then what stood before it was not part of the word. */
const NEXT_SETTING = /[\w.-]{1,40}=|\s|$/y;
const ENDS_WORD = /[\s"']/;

/** Where the word ends that begins here. By hand: a pattern keeps every step of a long match, and runs out of memory for them. */
function endOfWord(line: string, from: number): number {
  let at = from;
  for (; at < line.length; at += 1) {
    const letter = line[at] ?? "";
    if (ENDS_WORD.test(letter)) return at;
    if (letter === "\\") {
      if (at + 1 >= line.length || line[at + 1] === "\n") return at;
      at += 1;
    } else if (letter === "," || letter === ";" || letter === "&") {
      NEXT_SETTING.lastIndex = at + 1;
      if (NEXT_SETTING.test(line)) return at;
    }
  }
  return at;
}

/** Where the text in quotation marks ends whose first letter this is: before its mark, or with the line. */
function endOfQuoted(line: string, from: number, mark: '\\"' | '"' | "'"): number {
  if (mark === "'") return orEnd(line, line.indexOf("'", from));
  let at = from;
  for (; at < line.length; at += 1) {
    if (line[at] === '"') return at;
    if (line[at] !== "\\") continue;
    if (mark === '"') {
      if (at + 1 >= line.length || line[at + 1] === "\n") return at;
      at += 1;
    } else if (line[at + 1] === '"') return at;
  }
  return at;
}

const orEnd = (line: string, at: number): number => (at < 0 ? line.length : at);

/** Words that stand where a secret would and are none, and what was taken out already. */
const NONE =
  /^(?:true|false|yes|no|on|off|null|none|nil|undefined|disabled|enabled|unset|\*+|!+|\(hidden\)|\(none\)|(?:filter|app)_factory|<[\w -]{1,40}>|\[secret.*|\$\{?\w+\}?)$/i;

/** The line's own setting begins here: nothing but its name and spaces come before. */
const NAME_ONLY = /^[ \t]{0,80}(?:export[ \t]{1,9}|set[ \t]{1,9}|-[ \t]{1,9})?[\w.-]{0,80}$/;

/** In nsswitch.conf(5) `passwd:` is followed by names of sources. */
const SOURCES = /^[ \t]{0,40}(?:passwd|passwd_compat):[ \t]{0,40}(?:files|compat|db|nis|nisplus|sss|ldap|systemd|winbind)(?:\s|$)/;

export interface At {
  readonly line: string;
  /** Where the match that led here began, and where it ended. */
  readonly start: number;
  readonly end: number;
}

/** How far the value goes that begins where the match ended; null where there is none. */
export function valueAt({ line, start, end }: At, how: "word" | "rest" | "line"): Span | null {
  if (how === "line") return spanOf(line, end, endOfHeader({ line, start, end }));
  for (const mark of ['\\"', '"', "'"] as const)
    if (line.startsWith(mark, end)) return spanOf(line, end + mark.length, endOfQuoted(line, end + mark.length, mark));
  if (how === "rest" && start <= 200 && NAME_ONLY.test(line.slice(0, start))) {
    if (SOURCES.test(line.slice(0, 160))) return null;
    return spanOf(line, end, line.length);
  }
  return spanOf(line, end, endOfWord(line, end));
}

const BLANK: ReadonlySet<string> = new Set([" ", "\t", "\r", "\n"]);

/** A header in quotation marks ends with them, another one with its line. */
function endOfHeader({ line, start, end }: At): number {
  const mark = start > 0 ? line[start - 1] : undefined;
  const closing = mark === '"' || mark === "'" ? line.indexOf(mark, end) : -1;
  return closing < 0 ? line.length : closing;
}

function spanOf(line: string, from: number, to: number): Span | null {
  let last = to;
  while (last > from && BLANK.has(line[last - 1] ?? "")) last -= 1;
  return last > from ? { from, to: last } : null;
}

/** Whether what stands there is a secret at all. */
export function isSecret(line: string, { from, to }: Span, least = 1): boolean {
  if (to - from < least || line.startsWith(OPENING, from)) return false;
  return to - from > 60 || !NONE.test(line.slice(from, to));
}

/** What was found before, perhaps in quotation marks. */
export const isToken = (line: string, at: number): boolean => [0, 1, 2].some((mark) => line.startsWith(OPENING, at + mark));

/** A token names what it stands for, in words that look like settings. */
export const isWithinToken = (line: string, at: number): boolean => {
  const from = Math.max(0, at - LONGEST_TOKEN);
  const around = line.slice(from, at + OPENING.length);
  const opened = around.lastIndexOf(OPENING);
  return opened >= 0 && !around.slice(opened, at - from).includes(CLOSING);
};

const LONGEST_TOKEN = 80;
