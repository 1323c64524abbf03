export interface Word {
  /** Lower case. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Words that carry no symptom. A short one that few runbooks happen to have would else weigh as much as a name. */
const EMPTY: ReadonlySet<string> = new Set([
  "a",
  "after",
  "an",
  "and",
  "are",
  "as",
  "at",
  "be",
  "between",
  "but",
  "by",
  "can",
  "could",
  "do",
  "does",
  "during",
  "for",
  "from",
  "get",
  "gets",
  "go",
  "goes",
  "has",
  "have",
  "in",
  "is",
  "it",
  "its",
  "just",
  "keep",
  "keeps",
  "my",
  "of",
  "on",
  "or",
  "our",
  "over",
  "since",
  "so",
  "some",
  "that",
  "the",
  "their",
  "then",
  "there",
  "they",
  "this",
  "to",
  "up",
  "very",
  "was",
  "we",
  "were",
  "when",
  "while",
  "with",
  "you",
]);

/** The words of a text with their places; numbers and units ("0.1", "%", "mtu") count as words. */
export function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(/[\p{L}\p{N}]+(?:[.'’-][\p{L}\p{N}]+)*|%/gu)]
    .map((match) => ({ text: match[0].toLowerCase(), from: match.index, to: match.index + match[0].length }))
    .filter((word) => !EMPTY.has(word.text));
}

/**
 * A light stem: enough for plurals and verb forms of plain symptom words, no more. Irregular forms that on-call engineers type
 * are listed. Wrong stems do little harm: both sides are stemmed alike.
 */
export function stem(word: string): string {
  const irregular = Object.hasOwn(IRREGULAR, word) ? IRREGULAR[word] : undefined;
  if (irregular !== undefined) return irregular;
  if (word.length <= 3) return word;
  for (const [ending, put, least] of ENDINGS) {
    if (word.endsWith(ending) && word.length - ending.length >= least) return undouble(word.slice(0, word.length - ending.length) + put);
  }
  return undouble(word);
}

const IRREGULAR: Readonly<Record<string, string>> = {
  lost: "los",
  loss: "los",
  losses: "los",
  lose: "los",
  loses: "los",
  losing: "los",
  sent: "send",
  slower: "slow",
  slowly: "slow",
};

const ENDINGS: readonly (readonly [ending: string, put: string, least: number])[] = [
  ["ations", "ate", 3],
  ["ation", "ate", 3],
  ["ments", "", 4],
  ["ment", "", 4],
  ["ingly", "", 3],
  ["ings", "", 3],
  ["ing", "", 3],
  ["ies", "y", 2],
  ["edly", "", 3],
  ["sses", "ss", 1],
  ["shes", "sh", 2],
  ["ches", "ch", 2],
  ["xes", "x", 2],
  ["ally", "al", 3],
  ["ly", "", 4],
  ["ied", "y", 2],
  ["ed", "", 3],
  ["es", "e", 3],
  ["ss", "ss", 1],
  ["s", "", 3],
];

/** "dropp" (dropped, dropping) -> "drop"; and the silent e of "time" goes, so that "timing" meets it. */
function undouble(root: string): string {
  const single = /([bdgmnprt])\1$/.test(root) ? root.slice(0, -1) : root;
  return single.length > 3 && single.endsWith("e") ? single.slice(0, -1) : single;
}
