import { piecesOf, type Piece } from "./output.ts";

export const LINE_PX = 20;

/** Lines are made by the block: one text for a block costs a browser what one line does, and a new block is due once in 320 pixels. */
export const BLOCK_LINES = 16;
export const BLOCK_PX = BLOCK_LINES * LINE_PX;

/** So many more are ready beyond both edges: a wheel turned hard moves 160 pixels in a frame. */
const AHEAD = 2;

/** Firefox makes no element higher than 17,895,697 pixels, Chromium none higher than 33,554,428. */
export const MOST_LINES = 800_000;

/** Which blocks are made while the one at `at` stands at the upper edge of a box of this height; the last one is not among them. */
export function blocksAround(at: number, boxPx: number, lines: number): { readonly from: number; readonly to: number } {
  const all = Math.ceil(lines / BLOCK_LINES);
  const seen = Math.ceil(boxPx / BLOCK_PX) + 1;
  return { from: Math.max(0, Math.min(at, all - 1) - AHEAD), to: Math.min(all, at + seen + AHEAD) };
}

/** The pieces of some lines as one text; what has no tone of its own is one piece, however many lines it has. */
export function piecesOfLines(lines: readonly string[]): readonly Piece[] {
  const pieces: Piece[] = [];
  const add = ({ text, tone }: Piece): void => {
    const last = pieces.at(-1);
    if (last?.tone === tone) pieces[pieces.length - 1] = { text: last.text + text, tone };
    else pieces.push({ text, tone });
  };
  lines.forEach((line, index) => {
    if (index > 0) add({ text: "\n", tone: "plain" });
    piecesOf(line).forEach(add);
  });
  return pieces;
}

const TAB = 8;
/** As `visible` writes those that have no picture: ⟨U+202E⟩. */
const NAMED = 8;

/** At most so many columns of the fixed-width font one of these lines takes: the box knows its width before its widest line has been seen. */
export function columnsOf(lines: readonly string[]): number {
  let most = 0;
  for (const line of lines) if (line.length * NAMED > most) most = Math.max(most, columnsOfLine(line));
  return most;
}

function columnsOfLine(line: string): number {
  let columns = 0;
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code >= 0x20 && code < 0x7f) columns += 1;
    else if (code === 0x09) columns += TAB - (columns % TAB);
    else if ((code > 0x7f && code < 0xa0) || (code >= 0x200e && code <= 0x2069) || code === 0xfeff) columns += NAMED;
    else columns += 2;
  }
  return columns;
}
