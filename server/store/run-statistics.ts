import { PART_ID } from "#machines/journal/watch-part.ts";
import type { Client } from "./client.ts";

/** How the newest runs of one runbook went. */
export interface RunStatistics {
  readonly runbook: string;
  /** Counted, at most MOST_RUNS of them: the newest. */
  readonly runs: number;
  readonly practice: number;
  readonly concluded: number;
  /** From start to verdict; null while none is concluded. */
  readonly medianSeconds: number | null;
  /** How they ended, most frequent first. */
  readonly endings: readonly {
    readonly verdict: string;
    readonly certainty: string | null;
    readonly cause: string | null;
    readonly count: number;
  }[];
}

/** What is older says little about the runbook as it is, and a page must not count a whole table. */
export const MOST_RUNS = 1_000;

/** One row for each of these runbooks that was ever run. */
export const runStatistics = async ({ pool }: Client, runbooks: readonly string[]): Promise<readonly RunStatistics[]> => {
  const { rows } = await pool.query<RunStatistics>(
    `select wanted.id as runbook, counted.runs::int as runs, counted.practice::int as practice, counted.concluded::int as concluded,
       counted.median::float8 as "medianSeconds", coalesce(counted.endings, '[]'::json) as endings
     from unnest($1::text[]) as wanted(id)
     cross join lateral (
       with newest as materialized (
         select status, verdict, certainty, cause, practice, coalesce(
           (select seconds from fact where fact.investigation_id = investigation.id),
           -- A later part of a watch that is not counted by itself: what it waited for is no work on a verdict.
           case when id ~ '${PART_ID}' then null else extract(epoch from ended_at - created_at) end
         ) as seconds
         from investigation where runbook_id = wanted.id and sweep_id is null order by created_at desc, id desc limit ${MOST_RUNS}
       )
       select count(*) as runs, count(*) filter (where practice) as practice, count(*) filter (where status = 'concluded') as concluded,
         percentile_cont(0.5) within group (order by seconds) filter (where status = 'concluded') as median,
         (select json_agg(ending) from (
           select verdict, certainty, cause, count(*)::int as count from newest where status = 'concluded'
           group by verdict, certainty, cause order by count(*) desc, verdict, cause
         ) as ending) as endings
       from newest
     ) as counted
     where counted.runs > 0`,
    [runbooks],
  );
  return rows;
};
