import type { Catalogue, Runbook } from "../contract/index.ts";

/** A runbook and the catalogue it is checked against. */
export interface Subject {
  readonly runbook: Runbook;
  readonly catalogue: Catalogue;
  /** The names of a collector's slots; null where the catalogue was handed over without its commands. */
  readonly slots: (collector: string) => readonly string[] | null;
}

export const subjectOf = (runbook: Runbook, catalogue: Catalogue): Subject => ({
  runbook,
  catalogue,
  slots: (collector) => {
    const spec: unknown = Object.hasOwn(catalogue, collector) ? catalogue[collector] : undefined;
    return typeof spec === "object" && spec !== null && "ways" in spec ? slotNames(spec.ways) : null;
  },
});

function slotNames(ways: unknown): readonly string[] {
  const parts = Array.isArray(ways)
    ? ways.flatMap((way: unknown) => (typeof way === "object" && way !== null && "argv" in way && Array.isArray(way.argv) ? way.argv : []))
    : [];
  const names = parts.flatMap((part: unknown) =>
    typeof part === "object" && part !== null && "name" in part && typeof part.name === "string" ? [part.name] : [],
  );
  return [...new Set(names)];
}
