/** Words that say what kind of thing an object is, not which one. */
const KINDS = new Set(
  "the a an of on in its from to at for by with and udp tcp icmp port ports socket queue interface link rule chain table policy route entry address host process daemon program cpu".split(
    " ",
  ),
);

/**
 * Whether the object that was said is the one that is true: every word of the truth that tells one object from another is in what was
 * said. "eth1 tbf" is in "eth1 tbf 801a:", "UDP port 9125" in "192.0.2.12:9125#1373319". A truth without an object asks for none.
 */
export function sameObject(truth: string | undefined, said: string | undefined): boolean {
  if (truth === undefined) return true;
  if (said === undefined) return false;
  const words = wordsOf(truth);
  const telling = words.filter((word) => !KINDS.has(word));
  const heard = new Set(wordsOf(said));
  return (telling.length === 0 ? words : telling).every((word) => heard.has(word));
}

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter(Boolean);
