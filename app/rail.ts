import { visit } from "#app/_guard/visit.ts";
import { pagesWithin } from "#app/_ui/frame/within.ts";
import { itemOf } from "#app/_ui/lists/item.ts";
import { listsOf, NOTHING, READ, type Lists } from "#app/_ui/frame/rail-lists.ts";
import type { Me } from "#app/_ui/frame/Who.tsx";
import { hasAccounts, loginOf } from "#server/read/people.ts";
import { railRows } from "#server/read/rail.ts";

/** What the rail shows beside every page, when it was read, for whom, and which pages within others they may open. */
export async function rail(): Promise<{
  readonly lists: Lists;
  readonly readAt: number;
  readonly me: Me | "local" | null;
  readonly pages: readonly string[];
}> {
  const visitor = await visit();
  // Whoever has not signed in sees the pages to sign in, and nothing beside them.
  if (visitor === null) return { lists: NOTHING, readAt: Date.now(), me: null, pages: [] };
  const [rows, login] = await Promise.all([visitor.rights.has("read") ? railRows(visitor, READ) : null, loginOf(visitor)]);
  const me = login === null ? "local" : { name: visitor.name, login, administers: visitor.rights.has("people") };
  return {
    lists:
      rows === null
        ? NOTHING
        : listsOf(
            rows.running.map((row) => itemOf(row, visitor)),
            rows.newest.map((row) => itemOf(row, visitor)),
          ),
    readAt: Date.now(),
    me,
    pages: pagesWithin(visitor.rights, hasAccounts()),
  };
}
