import type { Reading } from "#machines/contract/value.ts";
import type { Client } from "./client.ts";
import { readable } from "./readable.ts";

/** How a host was set up at one time, as an investigation read it. */
export interface SnapshotRow {
  /** Of its observation. */
  readonly id: string;
  readonly investigationId: string;
  readonly number: number;
  /** What people called the host. */
  readonly host: string;
  /** What it calls itself. */
  readonly hostname: string;
  readonly at: Date;
  readonly practice: boolean;
}

export interface Snapshots {
  /**
   * Newest first, of one host or of all. Imported ones and those that were copied from another log are left out; of one host those of practice incidents,
   * too: the hosts of a recording are called as somebody's own may be.
   */
  list(query: { readonly host?: string; readonly limit: number }): Promise<readonly SnapshotRow[]>;
  /** With what was read, by which of the collector's ways; null when there is none. */
  one(id: string): Promise<(SnapshotRow & { readonly reading: Reading; readonly way: number }) | null>;
}

/** Each is made readable once: `offset 0` keeps PostgreSQL from doing it anew for each place where it is used. */
const BODY = readable("body");

const ROWS = `select o.id, o.investigation_id as "investigationId", i.number, h ->> 'name' as host, r.body -> 'facts' ->> 'hostname' as hostname,
  o.started_at as at, i.practice, e.body -> 'reading' as reading, coalesce((e.body -> 'facts' ->> 'way')::int, 0) as way
from observation o
join investigation i on i.id = o.investigation_id
join event s on s.investigation_id = o.investigation_id and s.seq = 1
cross join lateral (select named.h from (
    select 1 as seq, json_array_elements(${readable("s.body")} -> 'brief' -> 'hosts') as h
    union all select seq, ${BODY} -> 'host' from event where investigation_id = o.investigation_id and type = 'hostAdded') named
  where named.h ->> 'key' = o.host order by named.seq desc limit 1) k (h)
join lateral (select body from (select ${BODY} as body from event where investigation_id = o.investigation_id and type = 'observed' offset 0) seen
  where body -> 'facts' ->> 'observation' = o.id) e on true
join lateral (select body from (select seq, ${BODY} as body from event where investigation_id = o.investigation_id and type = 'hostReached' offset 0) met
  where body -> 'facts' ->> 'host' = o.host order by seq desc limit 1) r on true
where o.collector = 'snapshot' and e.body -> 'facts' -> 'from' is null
  and not exists (select from event x where x.investigation_id = o.investigation_id and x.type = 'imported')`;

type Found = SnapshotRow & { readonly reading: Reading; readonly way: number };

export const snapshotsOf = ({ pool }: Client): Snapshots => ({
  list: async ({ host, limit }) => {
    const { rows } = await pool.query<Found>(
      `${ROWS} and ($1::text is null or i.host_names @> array[$1::text] and h ->> 'name' = $1 and not i.practice) order by o.started_at desc, o.id limit $2`,
      [host ?? null, limit],
    );
    return rows.map(({ reading: _reading, way: _way, ...row }) => row);
  },
  one: async (id) => {
    const { rows } = await pool.query<Found>(`${ROWS} and o.id = $1`, [id]);
    return rows[0] ?? null;
  },
});
