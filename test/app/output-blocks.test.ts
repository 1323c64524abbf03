import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BLOCK_LINES, BLOCK_PX, blocksAround, columnsOf, LINE_PX, piecesOfLines } from "#app/_ui/command/blocks.ts";
import { visible } from "#app/_ui/command/visible.ts";

const BOX_PX = 496;

describe("the blocks of raw output that exist", () => {
  test("are all that is seen, wherever it is scrolled to, and never many", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 800_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (lines, share) => {
        const top = share * Math.max(0, lines * LINE_PX - BOX_PX);
        const { from, to } = blocksAround(Math.floor(top / BLOCK_PX), BOX_PX, lines);
        expect(from * BLOCK_LINES).toBeLessThanOrEqual(Math.floor(top / LINE_PX));
        expect(to * BLOCK_LINES).toBeGreaterThanOrEqual(Math.min(lines, Math.ceil((top + BOX_PX) / LINE_PX)));
        expect(to - from).toBeLessThanOrEqual(7);
        expect((to - 1) * BLOCK_LINES).toBeLessThan(lines);
      }),
    );
  });

  test("are one text but for what has a tone of its own", () => {
    expect(piecesOfLines(["a", "b", "\u001b[31mc\u001b[0m d", "e"])).toEqual([
      { text: "a\nb\n", tone: "plain" },
      { text: "c", tone: "failed" },
      { text: " d\ne", tone: "plain" },
    ]);
    expect(piecesOfLines([])).toEqual([]);
  });
});

test("a line has a newline between it and the next and none inside, whatever a host printed", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }).map((text) => text.replaceAll("\n", ""))), (lines) => {
      const text = piecesOfLines(lines).map((piece) => piece.text);
      expect(text.join("").split(/[\n\r\u2028\u2029]/)).toHaveLength(Math.max(1, lines.length));
    }),
  );
});

describe("the columns that lines take", () => {
  test("count tabs to their stops and wide characters twice", () => {
    expect(columnsOf(["abc", "a\tb", "\t\t"])).toBe(16);
    expect(columnsOf(["漢字"])).toBe(4);
    expect(columnsOf(["\u202e\u0085"])).toBe(16);
    expect(columnsOf([])).toBe(0);
  });

  test("are never fewer than what is shown of them", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }).filter((text) => !/[\n\t]/.test(text)),
        (line) => {
          expect(columnsOf([line])).toBeGreaterThanOrEqual(visible(line).length);
        },
      ),
    );
  });
});
