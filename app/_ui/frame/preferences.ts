export type Theme = "system" | "light" | "dark";

export const themeOf = (cookie: string | undefined): Theme => (cookie === "light" || cookie === "dark" ? cookie : "system");

/** The reader's time zone from the cookie; the server's own where it is missing or is no zone. */
export function zoneOf(cookie: string | undefined): string {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Browsers differ in which name of a zone they use; a list of names has one of each.
  const wanted = cookie?.replaceAll("%2F", "/") ?? own;
  return /^[A-Za-z]/.test(wanted) && isZone(wanted) ? wanted : own;
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
