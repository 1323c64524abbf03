/** The same value with every string in it changed, names of keys too. Without recursion deeper than JSON of ours is. */
export function withStrings<T>(value: T, change: (text: string) => string): T {
  return changed(value, change) as T;
}

function changed(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((each) => changed(each, change));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [change(name), changed(each, change)]));
}
