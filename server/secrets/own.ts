import { readFileSync } from "node:fs";
import type { Family, Rule } from "./rules.ts";

/** A file with an organisation's own patterns, one a line. */
export const OWN_PATTERNS_VARIABLE = "CULPRIT_REDACT_FILE";

const MOST_PATTERNS = 200;
const LONGEST = 200;
/** Shorter ones would be found everywhere; text in a row rules most of an output out at a glance. */
const LEAST_TEXT = 2;
const LEAST_PLACES = 4;
const KIND = /^[a-z][a-z0-9_]{0,29}$/;
const LETTER = /[A-Za-z0-9_]/;

interface Part {
  readonly is: "text" | "digit" | "letter";
  /** One character of Latin-1, as text is scanned. */
  readonly text: string;
}

export interface OwnPattern {
  readonly kind: string;
  readonly family: Family;
}

export class PatternProblem extends Error {}

/** The patterns of that file; none where there is no file. @throws PatternProblem with the line that is wrong */
export function ownPatterns(env: Readonly<Record<string, string | undefined>> = process.env): readonly OwnPattern[] {
  const file = env[OWN_PATTERNS_VARIABLE] ?? "";
  if (file === "") return [];
  try {
    return patternsIn(readFileSync(file, "utf8"));
  } catch (error) {
    throw new PatternProblem(`${OWN_PATTERNS_VARIABLE}, ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * `kind pattern` a line; what begins with # is a comment. A pattern is text as it stands, in which \\d is one digit, \\w one letter or digit, \\* and \\\\ the characters
 * themselves, and a * at its end the word that follows. There is nothing that repeats: each place of a line is tried in as many steps as the pattern is
 * long, and no text that a host prints takes longer.
 */
export function patternsIn(text: string): readonly OwnPattern[] {
  const lines = text.split("\n").map((line, at) => ({ line: line.trim(), at: at + 1 }));
  const meant = lines.filter(({ line }) => line !== "" && !line.startsWith("#"));
  if (meant.length > MOST_PATTERNS) throw new PatternProblem(`${meant.length} patterns; ${MOST_PATTERNS} are the most.`);
  return meant.map(({ line, at }) => {
    const found = /^(\S+)\s+(.+)$/.exec(line);
    const fault = (why: string): never => {
      throw new PatternProblem(`line ${at}: ${why}`);
    };
    const [, kind = "", pattern = ""] = found ?? fault("a kind, a space and a pattern, such as: ticket ACME-\\d\\d\\d\\d");
    if (!KIND.test(kind)) fault(`"${kind.slice(0, 40)}" is no kind: up to 30 small letters, digits and _, a letter first.`);
    if (pattern.length > LONGEST) fault(`a pattern of ${pattern.length} characters; ${LONGEST} are the most.`);
    return { kind, family: familyOf(kind, partsOf(pattern, fault), fault) };
  });
}

type Fault = (why: string) => never;

/** Null at the end: the word that follows. */
function partsOf(pattern: string, fault: Fault): readonly (Part | null)[] {
  const parts: (Part | null)[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const letter = pattern[at] ?? "";
    if (letter === "*") {
      if (at + 1 < pattern.length) fault("* stands at the end only; write \\* for the character.");
      parts.push(null);
    } else if (letter !== "\\") parts.push(...asText(letter));
    else {
      at += 1;
      const meant = pattern[at] ?? fault("a \\ at the end; write \\\\ for the character.");
      if (meant === "d" || meant === "w") parts.push({ is: meant === "d" ? "digit" : "letter", text: "" });
      else if (meant === "*" || meant === "\\") parts.push(...asText(meant));
      else fault(`\\${meant} is nothing; there are \\d, \\w, \\* and \\\\.`);
    }
  }
  return parts;
}

/** Text is scanned as bytes, one character each. Halves of a character are no text of their own: they come in pairs. */
const asText = (letter: string): readonly Part[] =>
  [...Buffer.from(letter, "utf8").toString("latin1")].map((text) => ({ is: "text", text }));

function familyOf(kind: string, parts: readonly (Part | null)[], fault: Fault): Family {
  const follows = parts.at(-1) === null;
  const own = parts.filter((part) => part !== null);
  const anchor = longestText(own);
  if (anchor.trim().length < LEAST_TEXT || own.length < LEAST_PLACES)
    fault(`it takes ${LEAST_PLACES} characters, and ${LEAST_TEXT} in a row that are text as it stands.`);
  const source = own.map(({ is, text }) => (is === "text" ? escaped(text) : is === "digit" ? "[0-9]" : "[A-Za-z0-9]")).join("");
  const [first, last] = [own[0], own.at(-1)];
  const before = first !== undefined && isOfWord(first) ? "(?<![A-Za-z0-9_])" : "";
  const after = last !== undefined && isOfWord(last) ? "(?![A-Za-z0-9_])" : "";
  const rule: Rule = follows
    ? { kind, find: new RegExp(`${before}${source}`, "g"), value: "word" }
    : { kind, find: new RegExp(`${before}(?<secret>${source})${after}`, "g") };
  return { trace: new RegExp(escaped(anchor)), rules: [rule] };
}

const isOfWord = ({ is, text }: Part): boolean => is !== "text" || LETTER.test(text);
const escaped = (text: string): string =>
  text.replaceAll(/[^A-Za-z0-9]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`);

function longestText(parts: readonly Part[]): string {
  const runs = parts
    .map(({ is, text }) => (is === "text" ? text : "\n"))
    .join("")
    .split("\n");
  return runs.reduce((best, run) => (run.length > best.length ? run : best), "");
}
