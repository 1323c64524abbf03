import { isUnknown } from "#machines/contract/value.ts";
import { formatValue } from "#machines/explain/number.ts";
import type { CommandCard } from "#machines/journal/message.ts";
import { hasMoved, type ReadingView } from "#machines/journal/rows.ts";
import { visible } from "./visible.ts";

export type CardState = "running" | "done" | "impossible" | "interrupted";

export function stateOf({ runs }: CommandCard): CardState {
  if (runs.some(({ state }) => state === "running")) return "running";
  if (runs.some(({ state }) => state === "unavailable")) return "impossible";
  return runs.some(({ state }) => state === "interrupted") ? "interrupted" : "done";
}

/** The dim word after the card's name. */
export function stateWord(card: CommandCard, state: CardState): string {
  if (card.superseded) return "window broken, does not count";
  if (state === "running") return card.runs.some(({ moment }) => moment === "after") ? "running after" : "running";
  if (card.from !== undefined) return state === "impossible" ? "gave no reading" : "worked out";
  if (state === "interrupted") return "interrupted";
  if (state === "impossible") return card.runs.every(({ facts }) => facts === null) ? "could not run" : "gave no reading";
  if (card.askedBy !== null) return `asked by ${card.askedBy}, not judged`;
  const moments = card.runs.map(({ moment }) => moment);
  if (moments.includes("before") && moments.includes("after")) return "before and after";
  if (moments.includes("before")) return "before; after follows the window";
  return card.probe ? "probe" : "";
}

export function exitWords({ runs }: CommandCard): string | null {
  const exits = runs.flatMap(({ facts }) =>
    facts === null ? [] : [facts.exitCode === null ? (facts.signal ?? "none") : String(facts.exitCode)],
  );
  if (exits.length === 0) return null;
  return new Set(exits).size === 1 ? (exits[0] ?? null) : exits.join(", ");
}

/** The reading that decided, short enough for a folded head. */
export function decisiveWords(view: ReadingView): string {
  const rows = view.fields.filter((row) => row.decisive).slice(0, 2);
  return rows
    .map((row) => {
      const value = hasMoved(row.change) || row.change === 0 ? row.change : row.value;
      return value === null || isUnknown(value)
        ? row.field
        : `${row.field} ${visible(formatValue(value, { signed: row.change !== null }))}`;
    })
    .join(" · ");
}
