/**
 * What server/serve found out about a request, told to pages and routes. Headers of these names that came with the request are dropped
 * before anything reads them.
 */
export const TOLD = {
  /** Scheme, name and port under which the request reached us. */
  origin: "x-culprit-origin",
  /** Address of the client, behind configured proxies. */
  address: "x-culprit-address",
  /** Path and query, for the way back after signing in. */
  path: "x-culprit-path",
  /** What the answer calls this request in x-request-id, and the log where it failed. */
  request: "x-culprit-request",
} as const;

export const isTold = (name: string): boolean => name.startsWith("x-culprit-");

interface Headers {
  get(name: string): string | null;
}

/** A browser takes a cookie with this prefix only over TLS, for this name alone, and for every path. */
export const cookieNameOf = (headers: Headers): string => (isSecure(headers) ? "__Host-culprit" : "culprit-session");

export const isSecure = (headers: Headers): boolean => headers.get(TOLD.origin)?.startsWith("https:") ?? true;

export function cookieOf(headers: Headers): string | null {
  const name = cookieNameOf(headers);
  for (const pair of (headers.get("cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

/** Lax: sent when somebody follows a link to us, never with a request that another site makes. */
export function setCookie(headers: Headers, value: string, seconds: number): string {
  return `${cookieNameOf(headers)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure(headers) ? "; Secure" : ""}`;
}
