/** Inside of a word: "ack" in "packets". */
const INSIDE = 0.4;
/**
 * There are a thousand investigations and a dozen incident types: whatever both have the words for, the runbook comes first. No place in a line and
 * no inside of a word costs a runbook so much. Among themselves investigations keep their order.
 */
const OF_MANY = 1e-12;

/**
 * How well a line of the palette fits what is typed: every word of it has to occur, else 0. A word that begins one counts more than one inside,
 * and what stands first, its name, more than what stands behind.
 */
export function matches(line: string, typed: string): number {
  const text = line.toLowerCase();
  let score = text.startsWith("investigation ") ? OF_MANY : 1;
  for (const word of typed.toLowerCase().split(/\s+/).filter(Boolean)) {
    const [anywhere, begins] = [text.indexOf(word), beginning(text, word)];
    if (anywhere === -1) return 0;
    score *= begins === -1 ? INSIDE / (1 + anywhere / 100) : 1 / (1 + begins / 100);
  }
  return score;
}

/** The first place where the word begins one. */
function beginning(text: string, word: string): number {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) if (!/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return at;
  return -1;
}
