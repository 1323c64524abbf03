/** Where somebody wanted to go before signing in, as a path of ours; anything that could lead elsewhere becomes the start. */
export function wayBack(asked: string | null | undefined): string {
  // A browser takes a backslash for a slash, and drops tabs and line breaks.
  if (asked === null || asked === undefined || asked.length > 2_000 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(asked)) return "/";
  const there = new URL(asked, "http://here.invalid");
  const path = there.pathname + there.search;
  const isOurs = there.origin === "http://here.invalid" && !/^\/(api|sign-in|join)(\/|$)/.test(there.pathname) && !path.startsWith("//");
  return isOurs ? path : "/";
}
