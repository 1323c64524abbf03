import { entry } from "../access/entry.ts";
import { KEY_RIGHTS, RIGHT_SAYS, ROLE_SAYS, ROLES, type Right, type Role, type Visitor } from "../access/rights.ts";
import type { ApiKeyRow } from "../store/api-keys.ts";
import { web } from "../web.ts";

export interface Person {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly disabled: boolean;
  /** Has taken up the invitation. */
  readonly ready: boolean;
  /** ISO 8601; null when nobody is signed in. */
  readonly seenAt: string | null;
}

export type RoleItem = { readonly id: Role; readonly say: string };

export const roles = (): readonly RoleItem[] => ROLES.map((id) => ({ id, say: ROLE_SAYS[id] }));

/** Everybody who may come in. */
export async function peoplePage(): Promise<{ readonly accounts: boolean; readonly people: readonly Person[] }> {
  if (!entry().accounts) return { accounts: false, people: [] };
  const { store } = await web();
  const people = await store.access.accounts.list();
  return {
    accounts: true,
    people: people.map(({ disabledAt, seenAt, createdAt: _since, ...person }) => ({
      ...person,
      disabled: disabledAt !== null,
      seenAt: seenAt?.toISOString() ?? null,
    })),
  };
}

/** The others who can come in, by name and by what they sign in with; nobody where there are no accounts. */
export async function colleagues(visitor: Visitor): Promise<readonly { readonly login: string; readonly name: string }[]> {
  const { people } = await peoplePage();
  return people.filter(({ id, disabled, ready }) => id !== visitor.id && ready && !disabled).map(({ login, name }) => ({ login, name }));
}

export interface SessionItem {
  readonly id: string;
  readonly address: string;
  readonly agent: string;
  readonly createdAt: string;
  readonly seenAt: string;
  readonly current: boolean;
}

export interface AccountPage {
  readonly login: string;
  readonly name: string;
  readonly roles: readonly RoleItem[];
  readonly hasPassword: boolean;
  readonly sessions: readonly SessionItem[];
  readonly keys: readonly KeyItem[];
  /** What a key of this account can be made for. */
  readonly keyRights: readonly { readonly id: Right; readonly say: string }[];
}

export interface KeyItem {
  readonly id: string;
  readonly name: string;
  readonly rights: readonly string[];
  readonly expiresAt: string;
  readonly expired: boolean;
  readonly usedAt: string | null;
}

/** One's own account; null for the local user, who has none. */
export async function accountPage(visitor: Visitor): Promise<AccountPage | null> {
  if (visitor.signedIn === undefined) return null;
  const { store } = await web();
  const account = await store.access.accounts.get(visitor.id);
  if (account === null) return null;
  const { accounts, sessions: all, apiKeys } = store.access;
  const [known, sessions, keys] = await Promise.all([accounts.byLogin(account.login), all.list(account.id), apiKeys.list(account.id)]);
  return {
    login: account.login,
    name: account.name,
    roles: roles().filter(({ id }) => account.roles.includes(id)),
    hasPassword: known !== null && known.passwordHash !== null,
    keys: keys.map(keyItem),
    // One for alerts is made where it is needed, on the page of alerts.
    keyRights: KEY_RIGHTS.filter((right) => right !== "read" && right !== "deliver" && visitor.rights.has(right)).map((id) => ({
      id,
      say: RIGHT_SAYS[id],
    })),
    sessions: sessions.map(({ createdAt, seenAt, ...session }) => ({
      ...session,
      createdAt: createdAt.toISOString(),
      seenAt: seenAt.toISOString(),
      current: session.id === visitor.signedIn?.session,
    })),
  };
}

/** What a visitor signs in with; null for the local user. */
export async function loginOf(visitor: Visitor): Promise<string | null> {
  if (visitor.signedIn === undefined) return null;
  const { store } = await web();
  return (await store.access.accounts.get(visitor.id))?.login ?? null;
}

/** Whether people are told apart here. */
export const hasAccounts = (): boolean => entry().accounts;

/** API keys of everybody else, for those who administer. */
export async function othersKeys(visitor: Visitor): Promise<readonly (KeyItem & { readonly owner: string })[]> {
  const { store } = await web();
  const all = await store.access.apiKeys.all();
  return all.filter(({ accountId }) => accountId !== visitor.id).map(({ owner, ...key }) => ({ ...keyItem(key), owner }));
}

export const keyItem = ({ id, name, rights, expiresAt, usedAt }: ApiKeyRow): KeyItem => ({
  ...{ id, name, rights },
  expiresAt: expiresAt.toISOString(),
  expired: expiresAt.getTime() < Date.now(),
  usedAt: usedAt?.toISOString() ?? null,
});
