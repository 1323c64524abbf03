import { entry } from "../access/entry.ts";
import { cookieOf, setCookie, TOLD } from "../access/headers.ts";
import type { Visitor } from "../access/rights.ts";
import { SESSION_MS } from "../store/sessions.ts";
import { web } from "../web.ts";
import { recordEntry } from "./came-and-went.ts";
import { invitationOf, join, signIn, type Entered, type From } from "./sign-in.ts";

export type { Entered } from "./sign-in.ts";

interface Headers {
  get(name: string): string | null;
}

const NO_ACCOUNTS = { ok: false, status: 409, message: "There are no accounts here: whoever connects is the local user." } as const;

/** With the cookie to set when it succeeded. */
export type CameIn = { readonly entered: Entered; readonly cookie: string | null };

export async function comeIn(how: "password" | "invitation", asked: unknown, headers: Headers): Promise<CameIn> {
  if (!entry().accounts) return { entered: NO_ACCOUNTS, cookie: null };
  const { store } = await web();
  const from = fromOf(headers);
  const entered = await (how === "password" ? signIn : join)(store.access, asked, from);
  const login = typeof asked === "object" && asked !== null && "login" in asked && typeof asked.login === "string" ? asked.login : "";
  await recordEntry(store, how === "password" ? "signIn" : "join", { entered, login, from });
  return { entered, cookie: entered.ok ? setCookie(headers, entered.token, SESSION_MS / 1_000) : null };
}

const fromOf = (headers: Headers): From => ({
  address: headers.get(TOLD.address) ?? "unknown",
  agent: headers.get("user-agent") ?? "",
  old: cookieOf(headers),
});

/** What an invitation is for; null when it counts no more. */
export async function readInvitation(token: string): Promise<{ login: string | null; name: string | null } | null> {
  if (!entry().accounts) return null;
  const { store } = await web();
  return invitationOf(store.access, token);
}

/** Ends this session; the cookie that forgets it. */
export async function goOut(visitor: Visitor, headers: Headers): Promise<string> {
  const { store } = await web();
  if (visitor.signedIn !== undefined) {
    await store.access.sessions.close(visitor.signedIn.session, visitor.id);
    await store.records.add({ actor: visitor, action: "signOut", outcome: "done", about: {} });
  }
  return setCookie(headers, "", 0);
}
