/** One statement of a script, and the line it begins on. */
export interface Statement {
  readonly text: string;
  readonly line: number;
}

/** What hides a semicolon: comments, quoted names, strings (E'' with backslashes) and dollar quotes. */
const PIECE = /--[^\n]*|\/\*|"(?:[^"]|"")*"|\b[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|\$(?:[A-Za-z_][A-Za-z_0-9]*)?\$|;|[^]/g;

/** Splits an SQL script, so that a failure can name its statement: PostgreSQL gives a position only for some of its errors. */
export const statements = (script: string): readonly Statement[] => {
  const found: Statement[] = [];
  let start = 0;
  const take = (end: number): void => {
    const raw = script.slice(start, end);
    const bare = withoutComments(raw);
    if (bare !== "") found.push({ text: raw.trim(), line: lineOf(script, start + raw.search(/\S/)) });
  };
  PIECE.lastIndex = 0;
  for (let at = 0; at < script.length;) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(script)?.[0] ?? "";
    const end =
      piece === "/*"
        ? endOfComment(script, at)
        : piece.startsWith("$") && piece.length > 1
          ? endOfDollar(script, at, piece)
          : at + piece.length;
    if (piece === ";") {
      take(at);
      start = end;
    }
    at = Math.max(end, at + 1);
  }
  take(script.length);
  return found;
};

const lineOf = (script: string, offset: number): number => script.slice(0, offset).split("\n").length;

/** Comments nest in PostgreSQL. */
const endOfComment = (script: string, from: number): number => {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  for (let depth = 0, match = mark.exec(script); match !== null; match = mark.exec(script)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return match.index + 2;
  }
  return script.length;
};

const endOfDollar = (script: string, from: number, tag: string): number => {
  const close = script.indexOf(tag, from + tag.length);
  return close === -1 ? script.length : close + tag.length;
};

const withoutComments = (text: string): string =>
  text
    .replace(/--[^\n]*/g, "")
    .replace(/\/\*[^]*?\*\//g, "")
    .trim();
