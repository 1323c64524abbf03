/** Characters that no shell we know gives a meaning to, wherever they stand in a word (but at its start: see `=` of zsh, `~`). */
const PLAIN = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/;

/** One word of a POSIX shell. NUL cannot be part of an argument, so it is refused where arguments are accepted (argvFault). */
export const quote = (word: string): string => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** What a person may paste into a terminal. */
export const quoteLine = (argv: readonly string[]): string => argv.map(quote).join(" ");

/** The variable that stands for a newline in a script which has to be one line. */
export const NEWLINE_VARIABLE = "NL";

/** One word of a one-line POSIX script, where newlines come from a variable. */
export const quoteOnOneLine = (word: string): string =>
  word
    .split("\n")
    .map((part) => (part === "" ? "" : quote(part)))
    .join(`"$${NEWLINE_VARIABLE}"`) || "''";

/**
 * One word for whatever the login shell is: sh, bash, zsh, fish and csh agree only about single quotes without `\`, `'`, `!` inside
 * and about those three after an unquoted backslash. No quoting of a newline is common to all of them, so there must be none.
 */
export function quoteForAnyShell(line: string): string {
  if (/[\n\0]/.test(line)) throw new TypeError("a line for any shell holds no newline and no NUL");
  return (
    line
      .split(/([\\'!])/)
      .map((part) => (/^[\\'!]$/.test(part) ? `\\${part}` : part === "" ? "" : `'${part}'`))
      .join("") || "''"
  );
}

/** Undoes quoteForAnyShell, and nothing else: undefined for text that it never makes. */
export function unquoteForAnyShell(word: string): string | undefined {
  if (!/^(?:'[^'\\!\n]*'|\\[\\'!])+$/.test(word)) return undefined;
  const line = word.replace(/'([^']*)'|\\(.)/g, (_whole, inside?: string, escaped?: string) => inside ?? escaped ?? "");
  return quoteForAnyShell(line) === word ? line : undefined;
}

/** Splits text made by quoteOnOneLine and single spaces into its words; undefined for anything else. */
export function unquoteWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word = "";
  let at = 0;
  const piece = /'([^']*)'|\\(')|"\$NL"|([A-Za-z0-9_@%+=:,./-]+)/y;
  while (at < text.length) {
    if (text[at] === " ") {
      words.push(word);
      word = "";
      at += 1;
      continue;
    }
    piece.lastIndex = at;
    const found = piece.exec(text);
    if (!found) return undefined;
    word += found[1] ?? found[2] ?? found[3] ?? "\n";
    at = piece.lastIndex;
  }
  words.push(word);
  return words.map(quoteOnOneLine).join(" ") === text ? words : undefined;
}

/** Why an argv cannot be run as it is, or undefined. Its first word must be a program: no option, no assignment, no builtin. */
export function argvFault(argv: readonly string[]): string | undefined {
  const [program] = argv;
  if (program === undefined || program === "") return "there is no program to run";
  if (/^[-+]|=|\s/.test(program)) return `"${program}" is not the name of a program`;
  if (argv.some((word) => word.includes("\0"))) return "an argument holds a NUL byte";
  if (argv.some((word) => !word.isWellFormed())) return "an argument is not valid Unicode";
  return undefined;
}
