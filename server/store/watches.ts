import type pg from "pg";
import type { Verdict } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { firstOfId, partIds, type WatchMember, type WatchPart } from "#machines/journal/watch-part.ts";
import type { Client } from "./client.ts";

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
}

interface Read {
  readonly id: string;
  readonly number: number;
  readonly status: WatchMember["status"];
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly each: boolean;
  readonly part: WatchPart | null;
  readonly hosts: readonly { readonly key: string; readonly name: string }[];
  readonly added: Read["hosts"] | null;
  readonly kind: Verdict["kind"] | null;
  readonly causes: Verdict["causes"] | null;
  readonly goesOn: Extract<InvestigationEvent, { type: "watchGoesOn" }> | null;
  readonly imported: boolean;
  readonly over: Extract<InvestigationEvent, { type: "watchOver" }> | null;
}

/** The logs hold all of it; only what one line needs is taken out of them. */
const MEMBERS = `
select i.id, i.number, i.status, i.created_at as "startedAt", i.ended_at as "endedAt",
  coalesce(s.body #>> '{brief,watchEach}' = 'true', false) as each, s.body -> 'watch' as part, s.body #> '{brief,hosts}' as hosts,
  (select json_agg(body -> 'host') from event where investigation_id = i.id and type = 'hostAdded') as added,
  c.body #>> '{verdict,kind}' as kind, c.body #> '{verdict,causes}' as causes, g.body as "goesOn", o.body as over,
  exists (select from event where investigation_id = i.id and type = 'imported') as imported
from investigation i
  join event s on s.investigation_id = i.id and s.seq = 1
  left join lateral (select body from event where investigation_id = i.id and type = 'concluded' order by seq desc limit 1) c on true
  left join lateral (select body from event where investigation_id = i.id and type = 'watchGoesOn' order by seq limit 1) g on true
  left join lateral (select body from event where investigation_id = i.id and type = 'watchOver' order by seq limit 1) o on true
where i.id = any($1)`;

/** A watch lasts a day; whatever began earlier than this is over. It is asked every minute: what is looked at are investigations of watches alone, by an index. */
const OPEN = `
select i.id from investigation i
where i.watch_open_since > now() - interval '3 days' and i.status = 'concluded'
  and not exists (select from event where investigation_id = i.id and type in ('watchOver', 'imported'))
  and not exists (select from event g join investigation n on n.id = g.body ->> 'to'
    where g.investigation_id = i.id and g.type = 'watchGoesOn' and n.seq > 0)`;

export const openWatches = async (pool: Pick<pg.Pool, "query">): Promise<readonly string[]> =>
  (await pool.query<{ id: string }>(OPEN)).rows.map(({ id }) => id);

export const watchesOf = ({ pool }: Client): Watches => ({
  open: () => openWatches(pool),
  of: async (id) => {
    const { rows } = await pool.query<Read>(MEMBERS, [partIds(firstOfId(id))]);
    return rows
      .filter(({ each }) => each)
      .map(memberOf)
      .sort((a, b) => a.event - b.event);
  },
});

function memberOf({ id, number, status, startedAt, endedAt, part, hosts, added, kind, causes, goesOn, over, imported }: Read): WatchRow {
  const nameOf = (key: string | undefined): string =>
    [...hosts, ...(added ?? [])].findLast((host) => host.key === key)?.name ?? key ?? "a host";
  return {
    ...{ id, number, status, startedAt, endedAt, part },
    event: part?.event ?? 1,
    verdict: kind === null ? null : { kind },
    causes: (causes ?? []).map(({ id: cause, certainty, object }) => ({ id: cause, certainty, hostName: nameOf(object.host) })),
    judged: goesOn === null ? (over?.judged ?? null) : true,
    lasted: goesOn?.lasted ?? over?.lasted ?? false,
    over: over?.reason ?? (imported ? "It was imported, and what came after is not here." : null),
  };
}
