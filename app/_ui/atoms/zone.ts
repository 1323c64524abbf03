/** Days and moments as a reader means them: in the zone of the reader, with its summer and winter. */

const DAY_MS = 86_400_000;

/** Null: no day that a calendar has. */
export function dayIn(text: string, zone: string): { readonly begins: Date; readonly ends: Date } | null {
  if (!isDay(text)) return null;
  const next = new Date(Date.parse(text) + DAY_MS).toISOString().slice(0, 10);
  return { begins: instantOf(`${text}T00:00`, zone), ends: instantOf(`${next}T00:00`, zone) };
}

const isDay = (text: string): boolean => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  // "2026-02-31" is read as a day of March.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};

/** When a clock of the zone first shows "2026-11-22T14:05"; where it leaps over that, when it leaps. */
export function instantOf(local: string, zone: string): Date {
  const asUtc = Date.parse(`${local}Z`);
  const found = [-DAY_MS, DAY_MS].map((beside) => asUtc - aheadMs(asUtc + beside, zone)).sort((a, b) => a - b);
  return new Date(found.find((at) => at + aheadMs(at, zone) >= asUtc) ?? asUtc);
}

/** How far its clocks are ahead of UTC then. */
function aheadMs(at: number, zone: string): number {
  const shown = new Intl.DateTimeFormat("en-CA", { ...SHOWN, timeZone: zone }).formatToParts(at);
  const [year = 0, month = 1, ...rest] = (["year", "month", "day", "hour", "minute", "second"] as const).map((name) =>
    Number(shown.find(({ type }) => type === name)?.value),
  );
  return Date.UTC(year, month - 1, ...rest) - Math.floor(at / 1_000) * 1_000;
}

const SHOWN = {
  ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" },
  hourCycle: "h23",
} as const satisfies Intl.DateTimeFormatOptions;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];

/** "2026-11-22 13:05 UTC" as the reader's clock shows it: "22 Nov 2026, 14:05 (Europe/Berlin)". Anything else stays as it is. */
export function localWords(said: string, zone: string): string {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/.test(said)) return said;
  const at = Date.parse(said.replace(" UTC", "Z").replace(" ", "T"));
  if (Number.isNaN(at)) return said;
  const local = new Date(at + aheadMs(at, zone)).toISOString();
  const [year, month, day] = local.slice(0, 10).split("-").map(Number);
  return `${day} ${MONTHS[(month ?? 1) - 1]} ${year}, ${local.slice(11, 16)} (${zone})`;
}

/** What `localWords` wrote, also with another day or time in it, as the moment that it is; other words stay as they are typed. */
export function momentWords(typed: string, zone: string): string {
  const [, day = "", month = "", year = "", time = ""] = /^(\d{1,2}) ([A-Z][a-z]{2,3}) (\d{4}), (\d\d:\d\d) \(/.exec(typed) ?? [];
  const local = `${year}-${two(MONTHS.indexOf(month) + 1)}-${two(Number(day))}`;
  if (!isDay(local) || Number.isNaN(Date.parse(`${local}T${time}Z`))) return typed;
  const said = `${instantOf(`${local}T${time}`, zone).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  // A time that the clock leaps over, or words that only begin like it.
  return localWords(said, zone) === typed ? said : typed;
}

const two = (n: number): string => String(n).padStart(2, "0");
