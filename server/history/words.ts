/** What is found by search, as a text search vector: it is built here and not by PostgreSQL, whose parser takes an address or a camelCase name for something else. */

/** A longer word is cut; nobody types the rest. */
const LONGEST = 64;
/** Of one investigation. The most common output there is, `sysctl -a`, has a thousand. */
const MOST_WORDS = 3_000;
/** Of one command: its first words, so that one long output does not take the place of all others. */
const MOST_OF_ONE = 400;
/** Of one output so much is looked at. */
const MOST_CHARACTERS = 65_536;

const WORD = /[\p{L}\p{N}][\p{L}\p{N}_.:/@%+-]*/gu;
/** Looks behind, so that a million dots in the middle of a word are tried once and not from each of them. */
const TAIL = /(?<=[\p{L}\p{N}])[^\p{L}\p{N}]+$/u;
const SEPARATORS = /[^\p{L}\p{N}]+/u;
const HUMP = /(\p{Ll}|\p{N})(?=\p{Lu})/gu;

/** Lower case, as a whole and in its parts: "cmp-7.example" is found by "cmp-7" and "example", "conntrackFull" by "full". */
export const wordsOf = (text: string): readonly string[] => [...new Set(placedWords(text).map(({ key }) => key))];

/** The same with their places in the text, in its order. */
export function placedWords(text: string): readonly { readonly key: string; readonly from: number }[] {
  return [...text.matchAll(WORD)].flatMap(({ 0: match, index }) => {
    const word = match.replace(TAIL, "");
    const whole = { key: keyOf(word), from: index };
    if (!SEPARATORS.test(word) && word === whole.key) return [whole];
    let at = 0;
    const parts = word
      .replaceAll(HUMP, "$1 ")
      .split(SEPARATORS)
      .map((part) => {
        at = word.indexOf(part, at) + part.length;
        return { key: keyOf(part), from: index + at - part.length };
      });
    return [whole, ...parts.filter(({ key }) => key.length > 1 && key !== whole.key)];
  });
}

/** Counters are no words: nobody looks for one of nine digits, and there are millions of them. */
const isCounter = (word: string): boolean => /^\d{7,}$/.test(word) || /^(?=.*\d)[0-9a-f]{8,}$/.test(word);

const keyOf = (word: string): string => word.replaceAll("\0", "").toLowerCase().toWellFormed().slice(0, LONGEST);

/** The words of what commands printed, the first of each command, bounded. */
export function outputWords(outputs: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const output of outputs) {
    let own = 0;
    for (const word of wordsOf(output.slice(0, MOST_CHARACTERS))) {
      if (own >= MOST_OF_ONE || found.size >= MOST_WORDS) break;
      if (isCounter(word) || found.has(word)) continue;
      found.add(word);
      own += 1;
    }
  }
  return [...found];
}

/** A word of three characters or more is a beginning, a shorter one has to be there as it is. */
const SHORTEST_BEGINNING = 3;
const MOST_ASKED = 8;

export interface AskedWord {
  readonly text: string;
  /** It has to be there as it is; else it is a beginning. */
  readonly whole: boolean;
  /** As a text search query. */
  readonly query: string;
  /** INV-2041 or 2041 is also a number. */
  readonly number: number | null;
}

/** What somebody typed, word by word; all of them must be found. */
export function askedWords(text: string): readonly AskedWord[] {
  return [...text.matchAll(WORD)]
    .map(([match]) => keyOf(match.replace(TAIL, "")))
    .filter((word) => word !== "")
    .slice(0, MOST_ASKED)
    .map((word) => {
      const number = /^(?:inv-)?(\d{1,9})$/.exec(word)?.[1];
      const quoted = `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
      return {
        text: word,
        whole: word.length < SHORTEST_BEGINNING,
        query: word.length < SHORTEST_BEGINNING ? quoted : `${quoted}:*`,
        number: number === undefined ? null : Number(number),
      };
    });
}

/** Whether there was something to look for and none of it can be found: signs only. */
export const isUnfindable = (text: string): boolean => text.trim() !== "" && askedWords(text).length === 0;
