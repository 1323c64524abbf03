import { isUnknown, unknown, type FieldSpec, type Taken, type Value } from "../contract/index.ts";

const U32 = 2 ** 32;
/** A counter that moved through more than half of its width within one window was reset rather than wrapped: arbitrary, but the only
 *  reading of "wrapped" that a window of seconds to minutes allows for packet counters below 35 million per second. */
const PLAUSIBLE_WRAP = U32 / 2;

export interface Sample {
  readonly value: Value;
  readonly taken: Taken;
}

/** After minus before. Unknown whenever the two cannot be compared; a reset is never taken for a change. */
export function changeBetween(
  before: Sample,
  after: Sample,
  field: { readonly name: string; readonly spec: FieldSpec | undefined },
): Value {
  const broken = incomparable(before.taken, after.taken);
  if (broken !== null) return unknown(broken);
  if (isUnknown(before.value)) return before.value;
  if (isUnknown(after.value)) return after.value;
  if (typeof before.value !== "number" || typeof after.value !== "number")
    return unknown(`${field.name} is not a number, so it has no change`);
  const change = after.value - before.value;
  if (change >= 0 || field.spec?.kind !== "counter") return change;
  return field.spec.bits === 32 ? wrapped(change, field.name) : unknown(`counter ${field.name} was reset: it fell within the window`);
}

/** Why two moments of one host cannot be compared; null when they can. */
export function incomparable(before: Taken, after: Taken): string | null {
  if (before.bootId !== null && after.bootId !== null && before.bootId !== after.bootId)
    return "counter was reset: the host rebooted between before and after";
  if (before.uptimeSeconds === null || after.uptimeSeconds === null)
    return "the host's uptime was not read, so before and after cannot be put in order";
  return after.uptimeSeconds < before.uptimeSeconds ? "counter was reset: the host's uptime went back between before and after" : null;
}

function wrapped(change: number, name: string): Value {
  const modulo = change + U32;
  return modulo > 0 && modulo <= PLAUSIBLE_WRAP ? modulo : unknown(`counter ${name} was reset: it fell by more than a wrap explains`);
}
