const DAY_MS = 86_400_000;

export interface Choice {
  readonly id: string;
  readonly say: string;
  readonly days: number;
  readonly period: "day" | "week" | "month";
}

export const RANGES: readonly [Choice, ...Choice[]] = [
  { id: "12w", say: "last 12 weeks", days: 84, period: "week" },
  { id: "4w", say: "last 4 weeks", days: 28, period: "day" },
  { id: "26w", say: "last 26 weeks", days: 182, period: "week" },
  { id: "1y", say: "last year", days: 365, period: "month" },
  { id: "3y", say: "last 3 years", days: 1_096, period: "month" },
  { id: "all", say: "all", days: 7_305, period: "month" },
];

export interface Chosen {
  readonly choice: Choice;
  readonly since: Date;
  readonly until: Date;
  readonly type: string | undefined;
}

/** Range and incident type as the address says them. Whole periods: half a week would look like a bad one. */
export function chosenIn(params: Readonly<Record<string, string | string[] | undefined>>, now: number): Chosen {
  const { range, type } = params;
  const choice = RANGES.find(({ id }) => id === range) ?? RANGES[0];
  const tomorrow = Math.floor(now / DAY_MS) * DAY_MS + DAY_MS;
  return {
    choice,
    since: beginOf(tomorrow - choice.days * DAY_MS, choice.period),
    until: new Date(tomorrow),
    type: typeof type === "string" && type !== "" ? type.slice(0, 80) : undefined,
  };
}

/** The begin of the period that a moment is in, in UTC as the sums are made. Weeks begin on Monday. */
export function beginOf(ms: number, period: Choice["period"]): Date {
  const day = new Date(Math.floor(ms / DAY_MS) * DAY_MS);
  if (period === "day") return day;
  if (period === "month") return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1));
  return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * DAY_MS);
}

/** Every period of the range, also those in which nothing ended: as they are keyed in the sums. At most two hundred. */
export function periodsOf({ choice, since, until }: Chosen, firstWithData: string | undefined): readonly string[] {
  const periods: string[] = [];
  const from = choice.id === "all" && firstWithData !== undefined ? new Date(`${firstWithData}T00:00:00Z`) : since;
  for (let at = beginOf(from.getTime(), choice.period); at < until && periods.length < 200; at = next(at, choice.period))
    periods.push(at.toISOString().slice(0, 10));
  return periods;
}

function next(at: Date, period: Choice["period"]): Date {
  if (period === "month") return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
  return new Date(at.getTime() + (period === "week" ? 7 : 1) * DAY_MS);
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** "2 Nov", "Nov 2026". */
export function periodWords(at: string, period: Choice["period"]): string {
  const [year = "", month = "1", day = "1"] = at.split("-");
  return period === "month" ? `${MONTHS[Number(month) - 1]} ${year}` : `${Number(day)} ${MONTHS[Number(month) - 1]}`;
}
