import { numbered } from "./numbered.ts";

const NAMES = String.raw`password|passwd|passphrase|_pwd|secret|token|psk|(?:api|access|secret|private|preshared)[ _-]?key`;

/** Quoted in a quoted text, quoted, or one word. A quotation that never ends goes as far as its line. */
const VALUE = String.raw`\\"[^"\\\n]+|"(?:[^"\\\n]|\\.)+|'[^'\n]+|(?:[^\s"',;&\\]|\\.)+`;

/** Options take theirs as the next word: of a text, or of a command. The lengths are bounded to keep the search linear. */
const OPTION = String.raw`(?<![\w-])--?(?!-|no-|skip-)[\w-]{0,40}(?:${NAMES})`;

/** In nsswitch.conf(5) a line begins with "passwd:", and what follows are names of sources. */
const NO_SOURCE = String.raw`(?!(?<=^passwd:[ \t]{0,40})(?:files|compat|db|nis|nisplus|sss|ldap|systemd|winbind)(?:[ \t]|$))`;

/** The secret is the last group of each. */
const FORMS: readonly RegExp[] = [
  /()(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))/g,
  new RegExp(String.raw`(\bauth_pass\s+)(${VALUE})`, "g"),
  new RegExp(String.raw`((?:${NAMES})(?:\\?["'])?\s*[=:]\s*)${NO_SOURCE}(${VALUE})`, "gim"),
  new RegExp(String.raw`(${OPTION}[ \t]+)(?!-)(${VALUE})`, "gi"),
  /\b((?:Bearer|Basic)\s+)([\w.~+/=-]{8,})/g,
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]*:)([^\s/@]+)(?=@)/gi,
];

const SECRET_OPTION = new RegExp(`^${OPTION}$`, "i");
const SECRET_NAME = new RegExp(`(?:${NAMES})$`, "i");

export interface ScrubSecrets {
  readonly text: (text: string) => string;
  /** Words of a command: what follows an option that takes a secret is one. */
  readonly words: (words: readonly string[]) => readonly string[];
  /** The value of something that has a name. */
  readonly named: (name: string, value: string) => string;
}

/** Secrets become [secret 1] and following: the same one alike, so that it still shows where two places share one. */
export const scrubSecrets = (): ScrubSecrets => {
  const replacement = numbered((n) => `[secret ${n}]`);
  const whole = (secret: string): string => known(secret, replacement);
  const text = (all: string): string =>
    FORMS.reduce((now, form) => now.replaceAll(form, (_all, before: string, secret: string) => before + unquoted(secret, whole)), all);
  return {
    text,
    words: (words) =>
      words.map((word, n) => (SECRET_OPTION.test(words[n - 1] ?? "") && !word.startsWith("-") && word !== "" ? whole(word) : text(word))),
    named: (name, value) => (SECRET_NAME.test(name) && value !== "" ? whole(value) : text(value)),
  };
};

/** The quotation mark at the beginning stays; the one at the end was not taken. */
const unquoted = (value: string, replacement: (secret: string) => string): string => {
  const [mark = ""] = /^(?:\\?"|')/.exec(value) ?? [];
  return mark + replacement(value.slice(mark.length));
};

/** What was replaced already is no secret of its own. */
const known = (secret: string, replacement: (secret: string) => string): string =>
  secret.startsWith("[secret") ? secret : replacement(secret);
