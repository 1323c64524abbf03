import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CollectorId, type derivations, derive, parse } from "#collectors";
import { sound } from "../../collectors/sound.ts";
import { output, recordingsOf } from "./recording.ts";
import { answersOf, collectorIds, SLOT_VALUES, waysOf } from "../fuzz/inputs.ts";
import { corpus, foundFault } from "../fuzz/corpus.ts";
import { derivationIds, givensOf, sizeOf } from "../fuzz/givens.ts";
import { cpuMs, longAnswers } from "../fuzz/long.ts";
import { faultOf } from "../fuzz/sound.ts";

/** `npm run fuzz` takes other seeds, for minutes. */
const SEED = 20_260_101;

describe("whatever a host prints", () => {
  it.each(collectorIds)("%s makes a sound reading of it, or says why there is none", (id) => {
    fc.assert(
      fc.property(answersOf(id), ({ way, output }) => {
        expect(faultOf(id, parse(id, way, output), output.stdout.length + output.stderr.length)).toBeNull();
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  it.each(derivationIds)("%s works out a sound reading from it", (id: keyof typeof derivations) => {
    fc.assert(
      fc.property(givensOf(id), (given) => {
        expect(faultOf(id, derive(id, given), sizeOf(given))).toBeNull();
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  it.each(corpus())("%s, which was answered wrongly once, has a sound answer", (_name, found) => {
    expect(foundFault(found)).toBeNull();
  });

  // Twice as long may take twice as long: at this length, what takes four times as long takes seconds.
  it("is read in a time that grows as it does", () => {
    const slow: string[] = [];
    for (const { id, shape, of, text, read } of longAnswers({ length: 60_000, lines: 2 })) {
      if (shape !== "numbered") continue;
      const long = text();
      const ms = cpuMs(() => read(long));
      if (ms > 300) slow.push(`${id}, ${of}: ${Math.round(ms)} ms`);
    }
    expect(slow).toEqual([]);
  });
});

// Lines that no tool prints, and that a pattern with two ends to seek would try from everywhere.
const CRAFTED: readonly (readonly [CollectorId, string])[] = [
  ["cardCounters", `${" ".repeat(30_000)}${":\t".repeat(30_000)}`],
  ["dropReasons", `{ location: [0] 0${" ".repeat(60_000)}`],
  ["ovsPorts", `A${"0".repeat(60_000)}`],
  ["ovsDatapath", `d${", packets:0, ".repeat(8_000)}`],
  ["way", `v dev A${"A".repeat(60_000)}`],
  ["loadedPing", `64 bytes from ${": seq=1 ".repeat(8_000)}`],
  ["loadedPing", "99999999999 packets transmitted, 0 received, 100% packet loss"],
  ["ping", `3 packets transmitted, 3 received, ${"0".repeat(60_000)} duplicate`],
];

it.each(CRAFTED)("%s reads a line that was made to hold it up as fast as any other", (id, line) => {
  const slow = recordingsOf(id).flatMap(({ file, way, stdout }) => {
    const text = stdout.replaceAll(/^(?:== .*|NIC statistics:|--- .*)$/gm, (head) => `${head}\n${line}`);
    const args = Object.fromEntries(
      waysOf(id)[way]?.argv.flatMap((part) => (typeof part === "string" ? [] : [[part.name, SLOT_VALUES[part.slot][0]]])) ?? [],
    );
    const ms = cpuMs(() => parse(id, way, output(text, { args })));
    return ms > 500 ? [`${file}: ${Math.round(ms)} ms`] : [];
  });
  expect(slow).toEqual([]);
});

describe("a sound reading", () => {
  it("has no number that JSON would lose or round, and no two rows of one key", () => {
    const fields = { a: 1, b: Number.NaN, c: 2 ** 60, d: "x" };
    const row = (key: string, n: number) => ({ key, n });
    expect(sound({ fields, tables: { t: [row("e", 1), row("e (2)", 2), row("e", Infinity), row("e", 3)] } })).toEqual({
      fields: { a: 1, b: { unknown: "what the host printed gives no number" }, c: { unknown: "too large to be exact" }, d: "x" },
      tables: {
        t: [row("e", 1), row("e (2)", 2), { key: "e (3)", n: { unknown: "what the host printed gives no number" } }, row("e (4)", 3)],
      },
    });
  });

  it("is the reading itself where nothing is wrong with it", () => {
    const reading = { fields: { a: 1 }, tables: { t: [{ key: "e", n: 1 }] } };
    expect(sound(reading)).toBe(reading);
  });
});
