import type { Collector } from "#machines/contract/index.ts";

/**
 * How many readings it takes to collect everything of one host, as one does who does not know yet what for: whatever is passive and needs to be
 * told nothing, and what counts, twice. Captures and probes, which need an address, are left out: collecting everything is dearer than this.
 */
export const readableAtOnce = (collectors: readonly Collector[]): number =>
  collectors
    .filter(({ probe, ways }) => !probe && ways[0].argv.every((part) => typeof part === "string"))
    .reduce((sum, collector) => sum + (counts(collector) ? 2 : 1), 0);

function counts({ fields, tables = {} }: Collector): boolean {
  const all = [fields, ...Object.values(tables)].flatMap((columns) => Object.values(columns));
  return all.some(({ kind }) => kind === "counter");
}
