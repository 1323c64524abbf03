import Anser from "anser";
import { visible } from "./visible.ts";

/** A piece of a line that a host printed. Text only: nothing from a host is ever markup. */
export interface Piece {
  readonly text: string;
  readonly tone: "plain" | "held" | "failed" | "unknown" | "dim" | "strong";
}

const TONE: Readonly<Record<string, Piece["tone"]>> = {
  "ansi-red": "failed",
  "ansi-bright-red": "failed",
  "ansi-green": "held",
  "ansi-bright-green": "held",
  "ansi-yellow": "unknown",
  "ansi-bright-yellow": "unknown",
  "ansi-black": "dim",
  "ansi-bright-black": "dim",
  "ansi-white": "strong",
  "ansi-bright-white": "strong",
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
