import { isUnknown, unknown, type Unknown, type Value } from "#machines/contract/value.ts";

export type Count = number | Unknown;

/** Collectors whose counters are 32 bits wide in the kernel and wrap; all others are wider, and a smaller value later is a reset. */
const NARROW: ReadonlySet<string> = new Set(["softnet", "conntrack"]);
const U32 = 2 ** 32;

/** How much a counter rose between two readings. */
export function counterChange(
  first: Value | undefined,
  last: Value | undefined,
  { collector, name }: { readonly collector: string; readonly name: string },
): Count {
  if (first === undefined || last === undefined) return unknown(`${name} is absent`);
  if (isUnknown(first)) return first;
  if (isUnknown(last)) return last;
  if (typeof first !== "number" || typeof last !== "number") return unknown(`${name} is not a number`);
  const change = last - first;
  if (change >= 0) return change;
  // As the engine does: a counter that moved through more than half of its width was reset rather than wrapped.
  const wrapped = NARROW.has(collector) ? change + U32 : change;
  return wrapped >= 0 && wrapped <= U32 / 2 ? wrapped : unknown(`counter ${name} was reset: it fell within the window`);
}
