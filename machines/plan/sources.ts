import type { CollectorSpec } from "../contract/index.ts";
import { REPRODUCTION, type Asked, type Source } from "../evidence/asked.ts";
import { isAskable, timesAsked } from "./askable.ts";

/** The tests that a derived test is worked out from; none for a test that runs a command. */
function sourceTests(asked: Asked, test: string): readonly Source[] {
  const from = asked.sources.get(test)?.spec?.from ?? [];
  return [...asked.sources.values()].filter((source) => source.id !== REPRODUCTION && source.id !== test && from.includes(source.collect));
}

/**
 * What a round has to collect besides, so that its derived tests have something to work from: sources that were not asked yet, and those that
 * watch a window again in each window.
 */
export function sourcesOf(asked: Asked, members: ReadonlySet<string>, windowed: boolean): readonly string[] {
  const found = new Set<string>();
  const add = (test: string): void => {
    for (const source of sourceTests(asked, test)) {
      if (found.has(source.id) || members.has(source.id)) continue;
      if (source.when === "once" ? !isOpen(asked, source) : !windowed || asked.facts.skipped.includes(source.id)) continue;
      found.add(source.id);
      add(source.id);
    }
  };
  for (const member of members) add(member);
  return [...found];
}

const isOpen = (asked: Asked, source: Source): boolean => source.hosts.some(({ key }) => isAskable(asked, source.id, key));

/** What asking a derived test costs: its sources that nobody has asked yet. */
export function unaskedSpecs(asked: Asked, test: string): readonly CollectorSpec[] {
  return sourceTests(asked, test).flatMap((source) =>
    source.spec !== undefined && source.hosts.some(({ key }) => timesAsked(asked, source.id, key) === 0) ? [source.spec] : [],
  );
}
