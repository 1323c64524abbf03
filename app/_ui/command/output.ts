import Anser from "anser";

/** A piece of a line that a host printed. Text only: nothing from a host is ever markup. */
export interface Piece {
  readonly text: string;
  readonly tone: "plain" | "held" | "failed" | "unknown" | "dim" | "strong";
}

const TONE: Readonly<Record<string, Piece["tone"]>> = {
  "ansi-red": "failed", "ansi-bright-red": "failed",
  "ansi-green": "held", "ansi-bright-green": "held",
  "ansi-yellow": "unknown", "ansi-bright-yellow": "unknown",
  "ansi-black": "dim", "ansi-bright-black": "dim", "ansi-white": "strong", "ansi-bright-white": "strong",
};

const SGR = /\u001b\[[\d;]*m/;

/** Colours become tokens, every other control character is shown as its picture. */
export function piecesOf(line: string): readonly Piece[] {
  if (!SGR.test(line)) return [{ text: visible(line), tone: "plain" }];
  return Anser.ansiToJson(line, { use_classes: true, remove_empty: true, json: true }).map(({ content, fg, decorations }) => ({
    text: visible(content),
    tone: TONE[fg] ?? (decorations.includes("bold") ? "strong" : decorations.includes("dim") ? "dim" : "plain"),
  }));
}

// C0 but tab, DEL, C1, and the bidirectional controls that can make a line read as another one.
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

export function visible(text: string): string {
  return text.replace(CONTROL, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return "\u2421";
    return `\u27e8U+${code.toString(16).toUpperCase().padStart(4, "0")}\u27e9`;
  });
}

/** Lines as a person counts them; a newline at the end begins no further line. */
export function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
