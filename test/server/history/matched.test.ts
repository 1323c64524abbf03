import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aroundMatch, cutAtMatches, metIn } from "#server/history/matched.ts";
import { askedWords, wordsOf } from "#server/history/words.ts";

const marked = (text: string, query: string): string =>
  cutAtMatches(text, askedWords(query))
    .map((part, n) => (n % 2 === 1 ? `[${part}]` : part))
    .join("");

describe("a match", () => {
  test.each([
    ["Packets are lost on web-1.example", "lost web-1", "Packets are [lost] on [web-1].example"],
    ["conntrackFull since noon", "full", "conntrack[Full] since noon"],
    ["rx_missed_errors: 12", "missed 12", "rx_[missed]_errors: [12]"],
    ["LOSS and gloss", "loss", "[LOSS] and gloss"],
    ["of 12 and 120", "12", "of [12] and 120"],
    ["net-1 and net-12", "net net-1", "[net-1] and [net-1]2"],
    ["refused by db-1, and ab", "db", "refused by [db]-1, and ab"],
    ["nothing here", "packets", "nothing here"],
  ])("in %s for %s", (text, query, said) => expect(marked(text, query)).toBe(said));

  test("is one exactly where the search found it", () => {
    const word = fc.stringMatching(/^[a-z]{1,4}[-_.]?[A-Za-z0-9]{0,4}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), word, (words, query) => {
        const [asked] = askedWords(query);
        if (asked === undefined) return;
        const text = words.join(" ");
        const indexed = wordsOf(text).some((each) => (asked.whole ? each === asked.text : each.startsWith(asked.text)));
        expect(metIn(text, [asked]).size === 1).toBe(indexed);
        expect(cutAtMatches(text, [asked]).join("")).toBe(text);
      }),
    );
  });

  test("is told with some text around it, cut at blanks: no address is halved", () => {
    const text = `${"10.20.30.41 ".repeat(30)}drops\there ${"192.0.2.77 ".repeat(30)}`;
    const said = aroundMatch(text, askedWords("drops"));
    expect(said).toContain("drops here");
    expect(said.length).toBeLessThan(220);
    for (const part of said.split(" ")) expect(["...", "10.20.30.41", "drops", "here", "192.0.2.77"]).toContain(part);
    expect(aroundMatch("Loss at noon", askedWords("noon"))).toBe("Loss at noon");
    expect(aroundMatch(`x${"y".repeat(5_000)}-drops`, askedWords("drops"))).toBe("");
  });
});
