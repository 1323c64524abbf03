import type { InvestigationRow } from "../store/investigations.ts";

/** What a table of investigations has of each. Seconds are whole ones, as the clock of the pages counts them. */
export const COLUMNS: readonly (readonly [name: string, of: (row: InvestigationRow) => string | number | null])[] = [
  ["number", ({ number }) => `INV-${number}`],
  ["title", ({ title }) => title],
  ["incident type", ({ runbookId }) => runbookId],
  ["version", ({ runbookVersion }) => runbookVersion],
  ["hosts", ({ hostNames }) => hostNames.join(" ")],
  ["status", ({ status }) => status],
  ["verdict", ({ verdict }) => verdict],
  ["certainty", ({ certainty }) => certainty],
  ["cause", ({ cause }) => cause],
  ["commands", ({ commands }) => commands],
  ["by", ({ startedByName }) => startedByName],
  ["started", ({ createdAt }) => createdAt.toISOString()],
  ["ended", ({ endedAt }) => endedAt?.toISOString() ?? null],
  ["seconds", ({ createdAt, endedAt }) => (endedAt === null ? null : Math.floor((endedAt.getTime() - createdAt.getTime()) / 1_000))],
  ["signed off by", ({ signedOffBy }) => signedOffBy],
  ["overruled", ({ overruled }) => overruled],
  ["id", ({ id }) => id],
];
