/** From here on the same day and month could be of two years. */
const DAYS_OF_A_YEAR = 330;
/** Who is up at night has not gone to bed between two days: until here the time alone says which one is meant. */
const SAME_NIGHT_MS = 12 * 3_600_000;

export interface Clock {
  readonly zone: string;
  readonly now: number;
}

/** "02:14" today or up to twelve hours ago, "Thu" this week, "26 Oct" before, "26 Oct 2024" long ago. */
export function whenWords(at: string, { zone, now }: Clock): string {
  const ms = Date.parse(at);
  const days = dayNumber(now, zone) - dayNumber(ms, zone);
  const options: Intl.DateTimeFormatOptions =
    days <= 0 || now - ms < SAME_NIGHT_MS
      ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : days < 7
        ? { weekday: "short" }
        : { day: "numeric", month: "short", ...(days < DAYS_OF_A_YEAR ? {} : { year: "numeric" }) };
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone }).format(ms);
}

function dayNumber(ms: number, zone: string): number {
  const [year = "1970", month = "1", day = "1"] = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(ms).split("-");
  return Math.floor(Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000);
}
