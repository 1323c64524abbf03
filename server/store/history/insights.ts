import type { Outcome } from "#machines/outcome.ts";
import type { Client } from "../client.ts";

/** What is counted: investigations that started within, of one incident type or of all. */
export interface Range {
  readonly since: Date;
  readonly until: Date;
  readonly runbook?: string;
}

/** Periods are days, weeks or months of UTC. */
export type Period = "day" | "week" | "month";

export interface Insights {
  causes(range: Range, period: Period): Promise<readonly { readonly at: string; readonly cause: string; readonly count: number }[]>;
  times(range: Range, period: Period): Promise<readonly TimeRow[]>;
  /** Of the whole range. */
  outcomes(range: Range): Promise<readonly { readonly outcome: Outcome; readonly count: number; readonly medianSeconds: number }[]>;
  tests(range: Range): Promise<readonly TestRow[]>;
  hosts(range: Range): Promise<readonly HostRow[]>;
  overruled(range: Range): Promise<readonly OverruledRow[]>;
}

export interface TimeRow {
  readonly at: string;
  readonly count: number;
  readonly undetermined: number;
  /** Of those that came to a verdict; null when none did. */
  readonly medianSeconds: number | null;
  readonly nineOfTenSeconds: number | null;
}

export interface TestRow {
  readonly runbook: string;
  readonly test: string;
  readonly ran: number;
  readonly changed: number;
  readonly named: number;
}

export interface HostRow {
  readonly host: string;
  readonly times: number;
  readonly causes: readonly { readonly cause: string; readonly count: number }[];
  readonly last: string;
}

export interface OverruledRow {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly verdict: string | null;
  readonly certainty: string | null;
  readonly cause: string | null;
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

const WITHIN = "started_at >= $1 and started_at < $2 and ($3::text is null or runbook_id = $3)";
/** A number for each period, from what each row has of its own (migration days_of_facts), and the day it begins on. Weeks begin on Monday. */
const PERIOD: Readonly<Record<Period, { readonly n: string; readonly at: string }>> = {
  day: { n: "day", at: "(date '1970-01-05' + n)::text" },
  week: { n: "day / 7", at: "(date '1970-01-05' + n * 7)::text" },
  month: { n: "month", at: "make_date(n / 12, n % 12 + 1, 1)::text" },
};
const MOST_ROWS = 60;

const bounds = ({ since, until, runbook }: Range): readonly unknown[] => [since, until, runbook ?? null];

/** Sums over narrow rows that were made when each investigation ended (summary.ts): nothing of a log is read here. */
export const insightsOf = (client: Client): Insights => ({ ...overTime(client), ...ofTheWhole(client) });

const overTime = ({ pool }: Client): Pick<Insights, "causes" | "times"> => ({
  causes: async (range, period) => {
    const { n, at } = PERIOD[period];
    const { rows } = await pool.query(
      `select ${at} as at, cause, count from (
         select ${n} as n, cause, count(*)::int as count from fact where cause is not null and ${WITHIN} group by 1, 2
       ) as found order by n, cause`,
      [...bounds(range)],
    );
    return rows;
  },
  times: async (range, period) => {
    const { n, at } = PERIOD[period];
    const { rows } = await pool.query(
      `select ${at} as at, count, undetermined, "medianSeconds", "nineOfTenSeconds" from (
         select ${n} as n, count(*)::int as count, (count(*) filter (where outcome = 'undetermined'))::int as undetermined,
           percentile_disc(0.5) within group (order by seconds) filter (where outcome <> 'stopped') as "medianSeconds",
           percentile_disc(0.9) within group (order by seconds) filter (where outcome <> 'stopped') as "nineOfTenSeconds"
         from fact where ${WITHIN} group by 1
       ) as found order by n`,
      [...bounds(range)],
    );
    return rows;
  },
});

const ofTheWhole = ({ pool }: Client): Omit<Insights, "causes" | "times"> => ({
  outcomes: async (range) => {
    const { rows } = await pool.query(
      `select outcome, count(*)::int as count, percentile_disc(0.5) within group (order by seconds) as "medianSeconds"
       from fact where ${WITHIN} group by 1`,
      [...bounds(range)],
    );
    return rows;
  },
  tests: async ({ since, until, runbook }) => {
    const { rows } = await pool.query(
      `select runbook_id as runbook, test, sum(ran)::int as ran, sum(changed)::int as changed, sum(named)::int as named
       from test_day where day >= ($1::timestamptz at time zone 'UTC')::date and day < ($2::timestamptz at time zone 'UTC')::date + 1
         and ($3::text is null or runbook_id = $3)
       group by 1, 2 order by 3 desc, 1, 2`,
      [since, until, runbook ?? null],
    );
    return rows;
  },
  hosts: async (range) => {
    const { rows } = await pool.query(
      `with often as (
         select host, count(*)::int as times, max(started_at) as last from fact where host is not null and cause is not null and ${WITHIN}
         group by 1 having count(*) > 1 order by 2 desc, 3 desc, 1 limit ${MOST_ROWS}
       ), found as materialized (
         select host, cause, count(*)::int as count from fact where host in (select host from often) and cause is not null and ${WITHIN} group by 1, 2
       )
       select often.host, times, last, json_agg(json_build_object('cause', cause, 'count', count) order by count desc, cause) as causes
       from often join found on found.host = often.host group by 1, 2, 3 order by times desc, last desc, often.host`,
      [...bounds(range)],
    );
    return rows.map((row) => ({ ...row, last: (row.last as Date).toISOString() }));
  },
  overruled: async ({ since, until, runbook }) => {
    const { rows } = await pool.query(
      `select id, number, title, verdict, certainty, cause, signed_off_by as by, overruled as reason, signed_off_at as at from investigation
       where signed_off_at is not null and overruled is not null and created_at >= $1 and created_at < $2 and ($3::text is null or runbook_id = $3)
       order by signed_off_at desc limit ${MOST_ROWS}`,
      [since, until, runbook ?? null],
    );
    return rows;
  },
});
