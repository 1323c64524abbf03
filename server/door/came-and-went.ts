import type { Store } from "../store/store.ts";
import type { Entered, From } from "./sign-in.ts";

/** How somebody tried to come in. */
export type Way = "signIn" | "join" | "signInAtProvider";

/**
 * Coming in is recorded like everything people do, and so is being refused with a wrong password, for names that are accounts: what is typed
 * into the field for the name can be a password. Tries that have to wait are not recorded; there is no end to them.
 */
export async function recordEntry(
  { access, records }: Pick<Store, "access" | "records">,
  way: Way,
  { entered, login, from }: { readonly entered: Entered; readonly login: string; readonly from: Pick<From, "address"> },
): Promise<void> {
  if (!entered.ok && entered.status !== 401) return;
  const account = entered.ok ? await access.accounts.get(entered.account) : await access.accounts.byLogin(login.trim().toLowerCase());
  if (account === null) return;
  const actor = { kind: "person", id: account.id, name: account.name, via: "page" } as const;
  const outcome = entered.ok ? "done" : `refused ${entered.status}`;
  await records.add({ actor, action: way, outcome, about: { login: account.login, address: from.address } });
}
