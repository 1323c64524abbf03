import { isUnknown, unknown, type EvidenceState, type FieldRef, type Operator, type Value } from "../contract/index.ts";

export interface Compared {
  readonly state: EvidenceState;
  readonly reason?: string;
}

/** Three-valued: an unknown operand, or operands that cannot be compared, never refute and never support. */
export function compare(saw: Value, is: Operator, against: Value): Compared {
  if (isUnknown(saw)) return { state: "unknown", reason: saw.unknown };
  if (isUnknown(against)) return { state: "unknown", reason: against.unknown };
  const truth = holds(saw, is, against);
  if (truth === null) return { state: "unknown", reason: `${JSON.stringify(saw)} and ${JSON.stringify(against)} cannot be compared` };
  return { state: truth ? "held" : "failed" };
}

function holds(saw: number | string | boolean, is: Operator, against: number | string | boolean): boolean | null {
  if (typeof saw !== typeof against || Number.isNaN(saw) || Number.isNaN(against)) return null;
  if (is === "equal") return saw === against;
  if (is === "not") return saw !== against;
  if (typeof saw !== "number" || typeof against !== "number") return null;
  switch (is) {
    case "above":
      return saw > against;
    case "atLeast":
      return saw >= against;
    case "below":
      return saw < against;
    case "atMost":
      return saw <= against;
  }
}

/** `times` and `plus` of a reference. */
export function scaled(value: Value, { field, times, plus }: Pick<FieldRef, "field" | "times" | "plus">): Value {
  if (isUnknown(value) || (times === undefined && plus === undefined)) return value;
  if (typeof value !== "number") return unknown(`${field} is not a number, so it cannot be multiplied or added to`);
  const result = value * (times ?? 1) + (plus ?? 0);
  return Number.isFinite(result) ? result : unknown(`${field} times ${times ?? 1} is not a number`);
}
