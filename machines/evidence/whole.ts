import { place, type Asked } from "./asked.ts";

/**
 * The round from which on what is worked out in a test knows every host of its sources. 0: from the start; Infinity: a host was added that none of them was
 * read on yet. A host that cannot be reached is not waited for.
 */
export function wholeSince(asked: Asked, test: string): number {
  const { added = [], unreached, skipped } = asked.facts;
  const own = asked.sources.get(test);
  const from = own?.spec?.from ?? [];
  if (added.length === 0 || from.length === 0) return 0;
  const firsts = [...asked.sources.values()]
    // A window is not opened for what is read at any time.
    .filter(
      ({ id, collect, when }) =>
        id !== test && from.includes(collect) && !skipped.includes(id) && (when === "once" || own?.when !== "once"),
    )
    .flatMap(({ id, hosts }) =>
      hosts
        .filter(({ key }) => added.includes(key) && unreached[key] === undefined)
        .map(({ key }) => asked.roundsOf.get(place(id, key))?.[0] ?? Infinity),
    );
  return Math.max(0, ...firsts);
}
