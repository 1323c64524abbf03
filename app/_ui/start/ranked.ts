/** What the start page knows of a runbook before one is chosen. */
export interface IncidentType {
  readonly id: string;
  readonly title: string;
  readonly symptoms: readonly string[];
  readonly hypotheses: number;
  readonly tests: number;
}

export interface Ranked {
  readonly type: IncidentType;
  /** The symptom that fits best, cut where words of the query stand: odd parts are matches. */
  readonly reason: readonly string[];
  readonly score: number;
}

const FILLER = new Set(["a", "an", "and", "are", "at", "but", "by", "for", "from", "in", "is", "it", "of", "on", "or", "the", "to", "with", "we", "our", "my", "i"]);

/** Incident types by how many words of what was typed their symptoms know; an empty field lists all. Pure and the same on every day. */
export function ranked(types: readonly IncidentType[], typed: string): readonly Ranked[] {
  const words = wordsOf(typed);
  if (words.length === 0) return types.map((type) => ({ type, reason: [type.symptoms[0] ?? ""], score: 0 }));
  return types
    .map((type) => best(type, words))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.type.id.localeCompare(b.type.id));
}

function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}.%]+/gu) ?? [];
  return [...new Set(words.filter((word) => !FILLER.has(word)).map(stem))];
}

/** "packets", "losing", "drops" find "packet", "lose", "drop": enough for symptoms of one line. */
const stem = (word: string): string => word.replace(/(?:ing|ed|es|s)$/, (end) => (word.length - end.length >= 3 ? "" : end));

function best(type: IncidentType, words: readonly string[]): Ranked {
  const candidates = [...type.symptoms, type.title].map((text) => ({ text, hits: hitsIn(text, words) }));
  const [first] = [...candidates].sort((a, b) => b.hits.size - a.hits.size);
  const all = new Set(candidates.flatMap(({ hits }) => [...hits]));
  return { type, reason: cut(first?.text ?? "", words), score: (first?.hits.size ?? 0) * 2 + all.size };
}

function hitsIn(text: string, words: readonly string[]): ReadonlySet<string> {
  const known = wordsOf(text);
  return new Set(words.filter((word) => known.some((one) => one === word || (word.length >= 3 && one.startsWith(word)))));
}

function cut(text: string, words: readonly string[]): readonly string[] {
  const parts: string[] = [""];
  for (const piece of text.split(/([\p{L}\p{N}.%]+)/u)) {
    const word = stem(piece.toLowerCase());
    const hit = words.some((one) => word === one || (one.length >= 3 && word.startsWith(one)));
    if (hit) parts.push(piece, "");
    else parts[parts.length - 1] += piece;
  }
  return parts;
}
