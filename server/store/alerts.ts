import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Delivery } from "../alerts/payload.ts";
import type { Client } from "./client.ts";
import type { Status } from "./investigations.ts";
import { storable } from "./storable.ts";

/** One time that an alert fired. */
export interface AlertRow {
  readonly id: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorUrl: string;
  readonly startsAt: Date;
  readonly resolvedAt: Date | null;
  readonly dismissedAt: Date | null;
  readonly dismissedBy: string | null;
}

/** Alerts of one name that their sender told together, and that stand alike. */
export interface AlertGroup {
  /** Newest first, at most MEMBERS of them. */
  readonly members: readonly AlertRow[];
  /** How many there are. */
  readonly same: number;
  /** So many more fired and were not handed in. */
  readonly leftOut: number;
  /** Since when the first of them fires. */
  readonly since: Date;
  /** When the last of them came in for the first time. */
  readonly seen: Date;
  /** When one of them was last named by a delivery. */
  readonly heardAt: Date;
  readonly investigation: {
    readonly id: string;
    readonly number: number;
    readonly by: string;
    readonly status: Status;
    readonly verdict: string | null;
    readonly certainty: string | null;
  } | null;
}

export interface Alerts {
  /** Writes what was handed in; the same again changes nothing but when it was heard. */
  take(delivery: Delivery): Promise<void>;
  /** `open`: firing and not dismissed, those that nobody investigates first; `done`: what ended or was dismissed within a day. Newest first. */
  groups(which: "open" | "done", limit: number): Promise<readonly AlertGroup[]>;
  get(id: string): Promise<(AlertRow & { readonly same: number }) | null>;
  /** The newest of its name and group that stand as it does, at most MEMBERS of them, and itself first. */
  alike(id: string): Promise<readonly AlertRow[]>;
  /** With all of its name and group that came before `seen` and stand as it does. Returns how many. */
  dismiss(id: string, by: string, seen: Date): Promise<number>;
  /** All that were dismissed with it. */
  restore(id: string): Promise<number>;
  /** From here on this investigation looks at it, and at all of its name and group that wait. */
  link(id: string, investigation: string): Promise<void>;
  /** Whether anything was ever handed in, and when last, as far as it is kept. */
  lastHeard(): Promise<Date | null>;
  /** Removes what was not heard of for so many days. */
  forget(olderThanDays: number): Promise<number>;
}

/** As many as a screen can name. */
export const MEMBERS = 20;
/** A storm of a thousand alerts a day, for a week and more. */
const MOST_ROWS = 10_000;
/** Puts deliveries in line, so that two senders cannot wait for each other's rows. Any number that nothing else takes. */
const ALERT_LOCK = 72_707_371;

const PUT = `
insert into alert (id, fingerprint, starts_at, name, group_key, labels, annotations, generator_url, left_out, received_at, heard_at, resolved_at)
select id, fingerprint, "startsAt", name, $2, labels, annotations, "generatorUrl", $3, now(), now(), "resolvedAt"
from jsonb_to_recordset($1::jsonb) as given(id text, fingerprint text, "startsAt" timestamptz, name text, labels jsonb, annotations jsonb,
  "generatorUrl" text, "resolvedAt" timestamptz)
on conflict (fingerprint, starts_at) do update set
  name = excluded.name, group_key = excluded.group_key, labels = excluded.labels, annotations = excluded.annotations,
  generator_url = excluded.generator_url, left_out = excluded.left_out, heard_at = excluded.heard_at, resolved_at = excluded.resolved_at`;

/** Since when it fires. By a clock that is ahead it begins later than it was told: what is told fires. */
const BEGAN = "least(alert.starts_at, alert.received_at)";

/** An alert fires once at a time: one that began again has ended before, whether anybody said so or not. */
const END_EARLIER = `
update alert set resolved_at = newest.began
from (select fingerprint, max(${BEGAN}) as began from alert where fingerprint = any($1) group by fingerprint) as newest
where alert.fingerprint = newest.fingerprint and ${BEGAN} < newest.began and alert.resolved_at is null`;

/** What is over goes before what is dismissed, and that before what still fires. */
const MAKE_ROOM = `
delete from alert where id in (
  select id from alert order by resolved_at is null, dismissed_at is null, heard_at
  limit greatest(0, (select count(*) from alert) - ${MOST_ROWS}))`;

const STANDS = {
  open: "resolved_at is null and dismissed_at is null",
  done: "(resolved_at is not null or dismissed_at is not null) and greatest(resolved_at, dismissed_at) > now() - interval '1 day'",
} as const;

const MEMBER = `alert.id, alert.fingerprint, alert.name, alert.labels, alert.annotations, alert.generator_url as "generatorUrl",
  ${BEGAN} as "startsAt", alert.resolved_at as "resolvedAt", alert.dismissed_at as "dismissedAt", alert.dismissed_by as "dismissedBy"`;

const groupsSql = (which: keyof typeof STANDS): string => `
with alike as (
  select name, group_key, investigation_id, dismissed_at, count(*)::int as same, max(left_out)::int as left_out, min(${BEGAN}) as since,
    max(${BEGAN}) as newest, max(received_at) as seen, max(heard_at) as heard_at, max(resolved_at) as ended
  from alert where ${STANDS[which]}
  group by name, group_key, investigation_id, dismissed_at
  order by ${which === "open" ? "investigation_id is not null, newest desc" : "greatest(max(resolved_at), dismissed_at) desc"}, name, group_key
  limit $1
)
select alike.same, alike.left_out as "leftOut", alike.since, alike.seen, alike.heard_at as "heardAt", members.list as members,
  investigation.id, investigation.number, investigation.started_by_name as by, investigation.status, investigation.verdict, investigation.certainty
from alike
cross join lateral (
  select json_agg(one order by one."startsAt" desc, one.id) as list from (
    select ${MEMBER} from alert
    where ${STANDS[which]} and alert.name = alike.name and alert.group_key = alike.group_key
      and alert.investigation_id is not distinct from alike.investigation_id and alert.dismissed_at is not distinct from alike.dismissed_at
    order by ${BEGAN} desc, id limit ${MEMBERS}
  ) as one
) as members
left join investigation on investigation.id = alike.investigation_id
order by ${which === "open" ? "alike.investigation_id is not null, alike.newest desc" : "greatest(alike.ended, alike.dismissed_at) desc"}, alike.name, alike.group_key`;

const GROUPS = { open: groupsSql("open"), done: groupsSql("done") } as const;

const GET = `
select ${MEMBER}, (select count(*)::int from alert as other where other.name = alert.name and other.group_key = alert.group_key
  and other.resolved_at is null and other.dismissed_at is null and other.investigation_id is not distinct from alert.investigation_id) as same
from alert where id = $1`;

/** Those that stand as the alert $1 does: told together under one name, and looked at by the same investigation or by none. */
const LIKE_IT = `one where one.id = $1 and alert.name = one.name and alert.group_key = one.group_key
  and alert.investigation_id is not distinct from one.investigation_id`;

const ALIKE = `select ${MEMBER}
  from alert, alert as ${LIKE_IT} and (alert.id = one.id or (alert.resolved_at is null and alert.dismissed_at is null))
  order by alert.id = one.id desc, ${BEGAN} desc, alert.id limit ${MEMBERS}`;
const DISMISS = `update alert set dismissed_at = now(), dismissed_by = $2 from alert as ${LIKE_IT} and alert.resolved_at is null and alert.dismissed_at is null
  and alert.received_at <= $3`;
const RESTORE = `update alert set dismissed_at = null, dismissed_by = null from alert as ${LIKE_IT} and alert.dismissed_at = one.dismissed_at`;
const LINK = `update alert set investigation_id = $2 from alert as ${LIKE_IT} and alert.investigation_id is null
  and (alert.id = one.id or (alert.resolved_at is null and alert.dismissed_at is null))`;

export const alertsOf = ({ pool }: Client): Alerts => {
  const changed = async (sql: string, values: readonly unknown[]): Promise<number> => (await pool.query(sql, [...values])).rowCount ?? 0;
  return {
    take: (delivery) => take(pool, delivery),
    groups: async (which, limit) => (await pool.query<Flat>(GROUPS[which], [limit])).rows.map(groupOf),
    alike: async (id) => (await pool.query<AlertRow>(ALIKE, [id])).rows,
    get: async (id) => (await pool.query<AlertRow & { same: number }>(GET, [id])).rows[0] ?? null,
    dismiss: (id, by, seen) => changed(DISMISS, [id, storable(by), seen]),
    restore: (id) => changed(RESTORE, [id]),
    link: async (id, investigation) => void (await changed(LINK, [id, investigation])),
    lastHeard: async () => (await pool.query<{ at: Date | null }>("select max(heard_at) as at from alert")).rows[0]?.at ?? null,
    forget: (olderThanDays) => changed("delete from alert where heard_at < now() - make_interval(days => $1)", [olderThanDays]),
  };
};

async function take(pool: pg.Pool, { groupKey, leftOut, alerts }: Delivery): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [ALERT_LOCK]);
    await client.query(PUT, [JSON.stringify(alerts.map((alert) => ({ ...alert, id: randomUUID() }))), groupKey, leftOut]);
    await client.query(END_EARLIER, [alerts.map(({ fingerprint }) => fingerprint)]);
    await client.query(MAKE_ROOM);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

type Flat = Omit<AlertGroup, "members" | "investigation"> & {
  readonly members: readonly {
    readonly [K in keyof AlertRow]: AlertRow[K] extends Date ? string : AlertRow[K] extends Date | null ? string | null : AlertRow[K];
  }[];
} & { readonly [K in keyof NonNullable<AlertGroup["investigation"]>]: NonNullable<AlertGroup["investigation"]>[K] | null };

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

const groupOf = ({ id, number, by, status, verdict, certainty, members, ...group }: Flat): AlertGroup => ({
  ...group,
  // In JSON a time is text.
  members: members.map(({ startsAt, resolvedAt, dismissedAt, ...rest }) => ({
    ...rest,
    startsAt: new Date(startsAt),
    resolvedAt: dateOf(resolvedAt as string | null),
    dismissedAt: dateOf(dismissedAt as string | null),
  })),
  investigation: id === null || number === null || by === null || status === null ? null : { id, number, by, status, verdict, certainty },
});
