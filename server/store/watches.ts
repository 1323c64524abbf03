import type pg from "pg";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { memberOf, TELLING, type WatchMember } from "#machines/journal/watch-member.ts";
import { firstOfId, partIds, type WatchPart } from "#machines/journal/watch-part.ts";
import type { Client } from "./client.ts";
import { readable } from "./readable.ts";

const BODY = readable("body");

/** One investigation of a watch that judges each event. */
export interface WatchRow extends WatchMember {
  readonly number: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** Null for the one that the watch began with. */
  readonly part: WatchPart | null;
}

export interface Watches {
  /** All investigations of the watch that this one belongs to, in their order; none where each event is not asked for. */
  of(id: string): Promise<readonly WatchRow[]>;
  /** Those that have a verdict, while what becomes of their watch is not written down or not begun: a process ended just there. */
  open(): Promise<readonly string[]>;
  /** How many investigations that watch, and have not ended, this person started. */
  notEnded(person: string): Promise<number>;
}

interface Read extends Pick<WatchRow, "id" | "number" | "status" | "startedAt" | "endedAt"> {
  readonly log: readonly InvestigationEvent[];
}

/** What one line is made of; the runbook and how each hypothesis stands are most of a log. */
const MEMBERS = `
select i.id, i.number, i.status, i.created_at as "startedAt", i.ended_at as "endedAt",
  (select json_agg(case type
      when 'started' then json_build_object('type', type, 'brief', ${BODY} -> 'brief', 'watch', ${BODY} -> 'watch')
      when 'concluded' then json_build_object('type', type, 'verdict', json_build_object('kind', ${BODY} #> '{verdict,kind}', 'causes', ${BODY} #> '{verdict,causes}'))
      else body end order by seq)
    from event where investigation_id = i.id and type = any($2)) as log
from investigation i
where i.id = any($1) and exists (select from event where investigation_id = i.id and seq = 1 and ${BODY} #>> '{brief,watchEach}' = 'true')`;

/** A watch lasts a day; whatever began earlier than this is over. It is asked every minute: what is looked at are investigations of watches alone, by an index. */
const OPEN = `
select i.id from investigation i
where i.watch_open_since > now() - interval '3 days' and i.status = 'concluded'
  and not exists (select from event where investigation_id = i.id and type in ('watchOver', 'imported'))
  and not exists (select from event g join investigation n on n.id = ${readable("g.body")} ->> 'to'
    where g.investigation_id = i.id and g.type = 'watchGoesOn' and n.seq > 0)`;

const NOT_ENDED = `
select count(*)::int as n from investigation i join event s on s.investigation_id = i.id and s.seq = 1
where i.started_by_id = $1 and i.ended_at is null and ${readable("s.body")} #> '{brief,watchSeconds}' is not null`;

export const openWatches = async (pool: Pick<pg.Pool, "query">): Promise<readonly string[]> =>
  (await pool.query<{ id: string }>(OPEN)).rows.map(({ id }) => id);

export const watchesOf = ({ pool }: Client): Watches => ({
  open: () => openWatches(pool),
  notEnded: async (person) => (await pool.query<{ n: number }>(NOT_ENDED, [person])).rows[0]?.n ?? 0,
  of: async (id) => {
    const { rows } = await pool.query<Read>(MEMBERS, [partIds(firstOfId(id)), TELLING]);
    return rows.map(rowOf).sort((a, b) => a.event - b.event);
  },
});

function rowOf({ id, number, status, startedAt, endedAt, log }: Read): WatchRow {
  const [first] = log;
  return {
    ...memberOf({ id, status }, log),
    ...{ number, startedAt, endedAt },
    part: (first?.type === "started" ? first.watch : undefined) ?? null,
  };
}
