import { entry } from "../access/entry.ts";
import { cookieOf, setCookie, TOLD } from "../access/headers.ts";
import { beginTrip, endTrip, type Proven } from "../access/provider.ts";
import { tripCookie, tripOf } from "../access/trip-cookie.ts";
import { wayBack } from "../access/way.ts";
import type { Access } from "../store/access.ts";
import { SESSION_MS } from "../store/sessions.ts";
import { web } from "../web.ts";
import { recordEntry } from "./came-and-went.ts";
import { enter, type Entered, type From } from "./sign-in.ts";

interface Headers {
  get(name: string): string | null;
}

/** Where the browser goes next, and the cookies it takes along. */
export interface Step {
  readonly to: string;
  readonly cookies: readonly string[];
}

const RETURN_PATH = "/api/v1/session/provider/callback";
const problem = (headers: Headers, why: "provider" | "unknown"): Step => ({
  to: `/sign-in?problem=${why}`,
  cookies: [tripCookie(headers, null)],
});

/** What people call the provider; null when there is none. */
export const providerName = (): string | null => entry().provider?.name ?? null;

/** To the provider. */
export async function toProvider(headers: Headers, wanted: string | null): Promise<Step> {
  const { provider, accounts, origin } = entry();
  if (provider === undefined || !accounts) return { to: "/sign-in", cookies: [] };
  try {
    const { url, trip } = await beginTrip(provider, `${origin}${RETURN_PATH}`, wayBack(wanted));
    return { to: url, cookies: [tripCookie(headers, trip)] };
  } catch (error) {
    return failed(headers, error);
  }
}

/** Back from it. `query` is what it sent along. */
export async function fromProvider(headers: Headers, query: string): Promise<Step> {
  const { provider, accounts, origin } = entry();
  const trip = tripOf(headers);
  if (provider === undefined || !accounts || trip === null) return problem(headers, "provider");
  const { store } = await web();
  const from = { address: headers.get(TOLD.address) ?? "unknown", agent: headers.get("user-agent") ?? "", old: cookieOf(headers) };
  try {
    const proven = await endTrip(provider, new URL(`${origin}${RETURN_PATH}${query}`), trip);
    const entered = await enterAs(store.access, proven, from);
    if (entered === null) return problem(headers, "unknown");
    await recordEntry(store, "signInAtProvider", { entered, login: "", from });
    return { to: wayBack(trip.to), cookies: [tripCookie(headers, null), setCookie(headers, entered.token, SESSION_MS / 1_000)] };
  } catch (error) {
    return failed(headers, error);
  }
}

function failed(headers: Headers, error: unknown): Step {
  process.stderr.write(`identity provider: ${error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : String(error)}\n`);
  return problem(headers, "provider");
}

/**
 * A session for whoever the provider proved: known by its issuer and subject, which never change hands. The first time, an account that was
 * invited under the verified address of mail is theirs; nobody gets an account by being known to the provider alone.
 */
export async function enterAs(
  access: Access,
  { issuer, subject, email }: Proven,
  from: From,
): Promise<Extract<Entered, { ok: true }> | null> {
  const known = await access.accounts.byProvider(issuer, subject);
  const account = known ?? (email === null ? null : await access.accounts.claim(email, { issuer, subject }));
  if (account === null || account.disabledAt !== null) return null;
  const entered = await enter(access, account.id, from);
  return entered.ok ? entered : null;
}
