import { CLOSING, OPENING } from "./tokens.ts";

/** From where to where; the quotation marks stay. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const WORD = /(?:[^\s"',;&\\]|\\.|[,;&](?![\w.-]{1,40}=|\s|$))+/y;
const ESCAPED_QUOTED = /\\"((?:[^"\\]|\\(?!"))*)/y;
const DOUBLE_QUOTED = /"((?:[^"\\]|\\.)*)/y;
const SINGLE_QUOTED = /'([^']*)/y;

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
  for (const [pattern, mark] of [
    [ESCAPED_QUOTED, 2],
    [DOUBLE_QUOTED, 1],
    [SINGLE_QUOTED, 1],
  ] as const) {
    pattern.lastIndex = end;
    const quoted = pattern.exec(line);
    if (quoted !== null) return spanOf(line, end + mark, end + quoted[0].length);
  }
  if (how === "rest" && start <= 200 && NAME_ONLY.test(line.slice(0, start))) {
    if (SOURCES.test(line.slice(0, 160))) return null;
    return spanOf(line, end, line.length);
  }
  WORD.lastIndex = end;
  const word = WORD.exec(line);
  return word === null ? null : spanOf(line, end, end + word[0].length);
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
  const before = line.slice(Math.max(0, at - LONGEST_TOKEN), at + OPENING.length);
  const opened = before.lastIndexOf(OPENING);
  return opened >= 0 && !before.slice(opened, before.length - OPENING.length).includes(CLOSING);
};

const LONGEST_TOKEN = 80;
