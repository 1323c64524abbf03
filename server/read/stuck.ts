import { openChanges } from "#machines/confirm/state.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { Visitor } from "../access/rights.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";

/** A change of a host that nobody could prove to be undone. */
export interface StuckChange {
  readonly investigation: string;
  readonly number: number;
  readonly host: string;
  readonly address: string;
  /** "MTU of an interface" */
  readonly title: string;
  readonly before: string;
  readonly after: string;
  /** What to type by hand. */
  readonly undoLine: string;
}

/** All of them, oldest first: what everybody is told in red until it is proven. */
export async function stuckChanges(visitor: Visitor): Promise<readonly StuckChange[]> {
  const { store } = await web();
  const stuck = await store.stuckInvestigations();
  const found = await Promise.all(
    stuck.map(async ({ id, number }) => {
      const events = await store.journal.read(id);
      const hosts = hostsOf(events);
      return openChanges(events).map(({ proposal: { host: key, title, before, after, undoLine } }): StuckChange => {
        const host = hosts.find((one) => one.key === key);
        return { investigation: id, number, host: host?.name ?? key, address: host?.address ?? "", title, before, after, undoLine };
      });
    }),
  );
  return (await shownTo(visitor)).value(found.flat());
}
