import type { Runbook } from "./contract/index.ts";
import { stem, wordsOf, type Word } from "./rank/stem.ts";

export interface Span {
  /** Offsets into the phrase. */
  readonly from: number;
  readonly to: number;
}

export interface Ranked<Each extends Pick<Runbook, "title" | "symptoms">> {
  readonly runbook: Each;
  /** More is better; only the order means something. */
  readonly score: number;
  /** The phrases that matched, best first, with the matching words. */
  readonly matched: readonly { readonly phrase: string; readonly spans: readonly Span[] }[];
}

/** A whole word counts once, a beginning ("pack" while typing "packets") half; rare words count more than those every runbook has. */
const PREFIX_WORTH = 0.5;
/** "mtu", "arp", "udp": the shortest beginning that says anything. */
const SHORTEST_PREFIX = 3;

/** Runbooks whose symptoms say what was typed, best first; ties keep the order given. Nothing typed, or nothing alike: none. */
export function rankSymptoms<Each extends Pick<Runbook, "title" | "symptoms">>(
  text: string,
  runbooks: readonly Each[],
): readonly Ranked<Each>[] {
  const typed = [...new Set(wordsOf(text).map(({ text: word }) => stem(word)))];
  const vocabularies = runbooks.map(
    (runbook) => new Set([runbook.title, ...runbook.symptoms].flatMap((phrase) => wordsOf(phrase).map(({ text: word }) => stem(word)))),
  );
  const weight = (word: string): number =>
    Math.log(1 + (runbooks.length + 1) / (1 + vocabularies.filter((words) => words.has(word)).length));
  return runbooks
    .map((runbook) => rankOne(runbook, typed, weight))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

type Weight = (word: string) => number;

function rankOne<Each extends Pick<Runbook, "title" | "symptoms">>(runbook: Each, typed: readonly string[], weight: Weight): Ranked<Each> {
  const phrases = [runbook.title, ...runbook.symptoms].map((phrase) => matchPhrase(phrase, typed, weight));
  const matched = phrases.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
  // Words may be spread over several phrases: the best phrase leads, every typed word that is met anywhere adds a little.
  const [best] = matched;
  const met = new Set(matched.flatMap(({ words }) => words));
  const score = best === undefined ? 0 : best.score + [...met].reduce((sum, word) => sum + weight(word) / 4, 0);
  return { runbook, score, matched: matched.map(({ phrase, spans }) => ({ phrase, spans })) };
}

function matchPhrase(
  phrase: string,
  typed: readonly string[],
  weight: Weight,
): { readonly phrase: string; readonly score: number; readonly spans: readonly Span[]; readonly words: readonly string[] } {
  const words = wordsOf(phrase);
  const hits = words.flatMap((word): readonly { readonly span: Span; readonly query: string; readonly worth: number }[] => {
    const hit = hitOf(word, typed);
    return hit === null ? [] : [{ span: { from: word.from, to: word.to }, query: hit.query, worth: hit.worth * weight(stem(word.text)) }];
  });
  const best = new Map<string, number>();
  for (const { query, worth } of hits) best.set(query, Math.max(best.get(query) ?? 0, worth));
  const sum = [...best.values()].reduce((total, worth) => total + worth, 0);
  // Of two phrases with the same words the shorter says less besides.
  const score = words.length === 0 ? 0 : sum * (1 + best.size / words.length / 4);
  return { phrase, score, spans: hits.map(({ span }) => span), words: [...best.keys()] };
}

function hitOf({ text }: Word, typed: readonly string[]): { readonly query: string; readonly worth: number } | null {
  const root = stem(text);
  if (typed.includes(root)) return { query: root, worth: 1 };
  const prefix = typed.find((query) => query.length >= SHORTEST_PREFIX && text.startsWith(query));
  return prefix === undefined ? null : { query: prefix, worth: PREFIX_WORTH };
}
