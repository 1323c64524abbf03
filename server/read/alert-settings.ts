import { entry } from "../access/entry.ts";
import type { Visitor } from "../access/rights.ts";
import { web } from "../web.ts";
import { keyItem, type KeyItem } from "./people.ts";
import { shownTo } from "./shown.ts";

export interface AlertSettings {
  /** Where an Alertmanager posts to. */
  readonly url: string;
  /** Null where there are no accounts: whoever connects may hand in. */
  readonly keys: readonly (KeyItem & { readonly owner: string; readonly own: boolean })[] | null;
  /** This person's account may hand in alerts, and so its keys may. */
  readonly makes: boolean;
  /** ISO 8601; null when nothing is kept. */
  readonly heardAt: string | null;
  /** The latest deliveries that were not taken, and why; their sender does not send them again. */
  readonly refused: readonly { readonly from: string | null; readonly reason: string; readonly times: number; readonly lastAt: string }[];
}

export async function alertSettings(visitor: Visitor): Promise<AlertSettings> {
  const { store } = await web();
  const { accounts, origin } = entry();
  const [keys, heardAt, refused] = await Promise.all([
    accounts ? store.access.apiKeys.all() : null,
    store.alerts.lastHeard(),
    store.alertRefusals.all(),
  ]);
  return (await shownTo(visitor)).value({
    url: `${origin}/api/v1/alerts`,
    keys:
      keys
        ?.filter(({ rights }) => rights.includes("deliver"))
        .map(({ owner, accountId, ...key }) => ({ ...keyItem(key), owner, own: accountId === visitor.id })) ?? null,
    makes: visitor.rights.has("deliver") && visitor.signedIn !== undefined,
    heardAt: heardAt?.toISOString() ?? null,
    refused: refused.map(({ sender, reason, times, lastAt }) => {
      const key = keys?.find(({ id }) => id === sender);
      return { from: key === undefined ? null : `${key.name} of ${key.owner}`, reason, times, lastAt: lastAt.toISOString() };
    }),
  });
}
