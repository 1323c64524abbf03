/** What is answered without being signed in: signing in, whether the server lives, and what pages are made of. */
const FOR_ALL: ReadonlySet<string> = new Set([
  "/sign-in",
  "/join",
  "/api/v1/session",
  "/api/v1/session/join",
  "/api/v1/session/invitation",
  "/api/v1/session/provider",
  "/api/v1/session/provider/callback",
  "/healthz",
  "/readyz",
  "/icon.svg",
  "/favicon.ico",
]);

const PARTS_OF_PAGES = "/_next/static/";

/** By the path as it was written: one that could be read in two ways is not for all. */
export function isForAll(url: string): boolean {
  const path = url.split("?", 1)[0] ?? "";
  return FOR_ALL.has(path) || (path.startsWith(PARTS_OF_PAGES) && /^[\w./~-]+$/.test(path) && !path.includes(".."));
}
