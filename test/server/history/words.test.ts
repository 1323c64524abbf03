import { describe, expect, test } from "vitest";
import { metIn } from "#server/history/matched.ts";
import { askedWords, outputWords, wordsOf } from "#server/history/words.ts";

describe("words of a text", () => {
  test.each([
    ["web-1.Example lost", ["web-1.example", "web", "example", "lost"]],
    ["conntrackFull", ["conntrackfull", "conntrack", "full"]],
    ["10.0.0.15/24,", ["10.0.0.15/24", "10", "15", "24"]],
    ["rx_missed_errors: 12", ["rx_missed_errors", "rx", "missed", "errors", "12"]],
    ["\0–!", []],
  ])("%s", (text, words) => expect(wordsOf(text)).toEqual(words));

  test("of outputs leave counters out, and are bounded for each output and in all", () => {
    expect(outputWords(["drops 123456789 00ab34ef17 cafe"])).toEqual(["drops", "cafe"]);
    const long = (name: string): string => Array.from({ length: 5_000 }, (_, n) => `${name}${n}`).join(" ");
    expect(outputWords([long("a"), "after"])).toContain("after");
    expect(outputWords(Array.from({ length: 50 }, (_, n) => long(`w${n}x`))).length).toBe(3_000);
  });

  test("are found in time that grows as the text does, whatever a host prints", () => {
    const started = performance.now();
    expect(wordsOf(`a${".".repeat(1_000_000)}b`)).toHaveLength(1);
    expect(wordsOf(`a${"-".repeat(1_000_000)} b`)).toEqual(["a", "b"]);
    expect(metIn(`drops a${"._".repeat(500_000)}b`, askedWords("drops")).size).toBe(1);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("what was typed", () => {
  test("is taken as beginnings, short words as they are, numbers also as numbers", () => {
    expect(askedWords("loss eth INV-12 7")).toEqual([
      { text: "loss", query: "'loss':*", whole: false, number: null },
      { text: "eth", query: "'eth':*", whole: false, number: null },
      { text: "inv-12", query: "'inv-12':*", whole: false, number: 12 },
      { text: "7", query: "'7'", whole: true, number: 7 },
    ]);
  });

  test("never becomes part of the query's own language", () => {
    expect(askedWords(`d'or a\\b x:*|!yes`).map(({ query }) => query)).toEqual(["'d'", "'or'", "'a'", "'b'", "'x'", "'yes':*"]);
    expect(askedWords("-- '' ()")).toEqual([]);
  });
});
