import type { Actor } from "#machines/journal/event.ts";
import { entry } from "../access/entry.ts";
import { cookieOf } from "../access/headers.ts";
import { lacks, rightsOf, rightsOfKey, type Right, type Visitor } from "../access/rights.ts";
import { apiKeyIn, hashOfToken } from "../access/token.ts";
import { web } from "../web.ts";
import { localActor } from "./session.ts";

export type { Right, Visitor } from "../access/rights.ts";
export { KEY_RIGHTS } from "../access/rights.ts";
export { TOLD } from "../access/headers.ts";
export { wayBack } from "../access/way.ts";

interface Headers {
  get(name: string): string | null;
}

/** Who asks; null when nobody we know. The one place where a request becomes somebody. */
export async function visitorOf(headers: Headers): Promise<Visitor | null> {
  const via = viaOf(headers);
  if (!entry().accounts) return localActor(via);
  const key = apiKeyIn(headers.get("authorization"));
  if (key !== undefined) return key === null ? null : programOf(key, via);
  const token = cookieOf(headers);
  if (token === null) return null;
  const { store } = await web();
  const found = await store.access.sessions.find(hashOfToken(token));
  if (found === null) return null;
  const { id, name, roles } = found.account;
  return { kind: "person", id, name, via, rights: rightsOf(roles), signedIn: { session: found.id } };
}

/** Whoever shows a key that counts is its account, as far as the key goes. */
async function programOf(key: string, via: Actor["via"]): Promise<Visitor | null> {
  const { store } = await web();
  const found = await store.access.apiKeys.find(hashOfToken(key));
  if (found === null) return null;
  const { id, name, roles } = found.account;
  return { kind: "person", id, name, via: via === "page" ? "api" : via, rights: rightsOfKey(found.rights, roles), key: found.id };
}

/** Why this visitor may not, null when they may. */
export const missingRight = (visitor: Visitor, right: Right): string | null => (visitor.rights.has(right) ? null : lacks(visitor, right));

/** Whether somebody who was let in a while ago still has what they had of these rights: a stream outlives the request that opened it. */
export async function stillMay(visitor: Visitor, rights: readonly Right[]): Promise<boolean> {
  if (visitor.signedIn === undefined && visitor.key === undefined) return true;
  const now = await rightsNow(visitor);
  return rights.every((right) => now.has(right) || !visitor.rights.has(right));
}

async function rightsNow({ signedIn, key }: Visitor): Promise<ReadonlySet<Right>> {
  const { store } = await web();
  if (key !== undefined) {
    const found = await store.access.apiKeys.standing(key);
    return found === null ? new Set() : rightsOfKey(found.rights, found.account.roles);
  }
  const account = signedIn === undefined ? null : await store.access.sessions.standing(signedIn.session);
  return account === null ? new Set() : rightsOf(account.roles);
}

/** `Culprit-Client` tells the command line and scripts from the browser. */
const viaOf = (headers: Headers): Actor["via"] =>
  headers.get("culprit-client") === "cli" ? "cli" : headers.get("sec-fetch-mode") ? "page" : "api";
