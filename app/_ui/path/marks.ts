import type { Leg, Loss } from "#machines/journal/path.ts";
import { formatNumber } from "#machines/explain/number.ts";
import { centre, type Placed } from "./place.ts";

interface Mark {
  readonly left: number;
  readonly right: number;
  /** A cross at one place; else a bracket over what may be the place. */
  readonly sure: boolean;
}

/** Over the hop where it is known, between two neighbours where captures on both sides say so; else over all that may be it. */
export function markOf({ from, to }: Loss, placed: Pick<Placed, "pitch">): Mark {
  const [a, b] = [centre(placed, Math.min(from, to)), centre(placed, Math.max(from, to))];
  return { left: a, right: b, sure: Math.abs(from - to) <= 1 };
}

export function lossWords({ from, to, count, mtu, within, say }: Loss): string {
  if (say !== undefined) return say;
  const vanish = `${formatNumber(count)} vanish`;
  if (mtu !== null) return from === to ? `${vanish} here, MTU ${mtu}` : `${vanish} in the tunnel, which takes ${mtu}`;
  if (from === to || within) return `${vanish} here`;
  return Math.abs(from - to) === 1 ? `${vanish} on the way` : `${vanish} somewhere here`;
}

/** A stretch of the line: before packets vanish, or behind it. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly after: boolean;
  /** Nothing at all arrives at its end. */
  readonly none: boolean;
}

/** The line from point to point, broken where the first packets vanish. */
export function piecesOf({ points, losses }: Leg, placed: Pick<Placed, "pitch">): readonly Piece[] {
  const [first] = losses;
  const between = points.slice(1).flatMap((point, at) => {
    const [from, to] = [centre(placed, points[at]?.column ?? point.column), centre(placed, point.column)];
    const none = point.seen === 0;
    if (first === undefined || at < first.after) return [{ from, to, after: false, none }];
    if (at > first.after) return [{ from, to, after: true, none }];
    const { left, right, sure } = markOf(first, placed);
    const broken = sure ? (left + right) / 2 : from < to ? left : right;
    return [
      { from, to: broken, after: false, none },
      { from: broken, to, after: true, none },
    ].filter((piece) => piece.from !== piece.to);
  });
  // Behind the last place that saw them, or before the first, on the host of that place.
  const aside = losses.flatMap(({ after, from, to }) => {
    const column = points[after]?.column;
    const outside =
      from === to && column !== undefined && points.every((point) => (from < column ? point.column > from : point.column < from));
    return outside ? [{ from: centre(placed, column), to: centre(placed, from), after: true, none: true }] : [];
  });
  return [...between, ...aside];
}
