import { placedWords, type AskedWord } from "./words.ts";

/** A text of an investigation that it can be found by. */
export interface Place {
  /** "Note by Ines Aydin" */
  readonly where: string;
  readonly text: string;
}

/** Letters before a match and behind it: a line of the history holds about so much. */
const BEFORE = 40;
const BEHIND = 100;
const MOST = 600;
/** Behind these no address goes on. */
const GAP = /[\s,;"'{}()[\]<>|]/;
const NO_GAP_BEFORE = /[^\s,;"'{}()[\]<>|]*$/;

interface Span {
  readonly from: number;
  readonly to: number;
  readonly word: AskedWord;
}

/** Where words of the query begin words of the text, in its order. */
const spansIn = (text: string, asked: readonly AskedWord[]): readonly Span[] =>
  placedWords(text)
    .flatMap(({ key, from }) =>
      asked
        .filter((word) => (word.whole ? key === word.text : key.startsWith(word.text)))
        .map((word) => ({ from, to: from + word.text.length, word })),
    )
    .toSorted((a, b) => a.from - b.from || b.to - a.to);

/** Which of the words it has. */
export const metIn = (text: string, asked: readonly AskedWord[]): ReadonlySet<AskedWord> =>
  new Set(spansIn(text, asked).map(({ word }) => word));

/**
 * The text around the first match, in one line. It is cut where there is a blank or a sign of punctuation and nowhere else: half an address would be no
 * address to whoever puts pseudonyms in their place.
 */
export function aroundMatch(text: string, asked: readonly AskedWord[]): string {
  const at = spansIn(text, asked)[0]?.from ?? 0;
  const word = at - (NO_GAP_BEFORE.exec(text.slice(Math.max(0, at - MOST), at))?.[0].length ?? 0);
  const early = text.slice(Math.max(0, at - BEFORE), word).search(GAP);
  const begin = at <= BEFORE ? 0 : early === -1 ? word : at - BEFORE + early + 1;
  const behind = text.slice(at + BEHIND).search(GAP);
  const end = text.length <= at + BEHIND || behind === -1 ? text.length : at + BEHIND + behind;
  // One word that fills the line is none that a person reads.
  if (end - begin > MOST) return "";
  return `${begin > 0 ? "... " : ""}${text.slice(begin, end).replaceAll(/\s+/g, " ").trim()}${end < text.length ? " ..." : ""}`;
}

/** Cut where words of the query stand: odd parts are matches. */
export function cutAtMatches(text: string, asked: readonly AskedWord[]): readonly string[] {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to } of spansIn(text, asked)) {
    if (from < at) continue;
    parts.push(text.slice(at, from), text.slice(from, to));
    at = to;
  }
  return [...parts, text.slice(at)];
}
