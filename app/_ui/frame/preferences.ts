export type Theme = "system" | "light" | "dark";

export const themeOf = (cookie: string | undefined): Theme => (cookie === "light" || cookie === "dark" ? cookie : "system");

/** The reader's time zone from the cookie; the server's own where it is missing or is no zone. */
export function zoneOf(cookie: string | undefined): string {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (cookie === undefined) return own;
  const wanted = decodeURIComponent(cookie);
  return Intl.supportedValuesOf("timeZone").includes(wanted) || wanted === "UTC" ? wanted : own;
}
