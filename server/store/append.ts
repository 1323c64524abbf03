import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type pg from "pg";
import type { Evidence } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Append, Appended, NewObservation } from "../journal.ts";
import { wordsOfEvents } from "../history/told.ts";
import { progressOf } from "./progress.ts";
import { storable } from "./storable.ts";

export { storable } from "./storable.ts";

/**
 * An investigation begins with its log and first ends with it: its row has the times of the log, so that a list tells the same duration as its page.
 * One statement, therefore one transaction and one round trip: either the investigation's row moves and everything hangs on that,
 * or nothing happens. The row's lock puts writers in line, and PostgreSQL looks at `seq` and `lease_token` again after the wait.
 */
const APPEND = `
with moved as (
  update investigation set
    seq = seq + $4::int, updated_at = $11::timestamptz, commands = commands + $12::int, title = coalesce($13::text, title),
    waiting_for = array(select unnest(waiting_for) except select unnest($15::text[]) union select unnest($14::text[])),
    status = (case
      when $52::text is not null then $52::text
      when status in ('concluded', 'stopped') then status::text
      when coalesce($16::text, case when status = 'waiting' then 'running' else status::text end) <> 'running' then coalesce($16::text, status::text)
      when exists (select unnest(waiting_for) except select unnest($15::text[]) union select unnest($14::text[])) then 'waiting'
      else 'running' end)::status,
    verdict = case when ended_at is null then $17::text else verdict end, certainty = case when ended_at is null or ($52::text is not null and $18::text is not null) then $18::text else certainty end,
    cause = case when ended_at is null then $19::text else cause end,
    change_open_since = case when $53::bool then $54::timestamptz else change_open_since end,
    watch_open_since = case $64::bool when true then $11::timestamptz when false then null else watch_open_since end,
    words = case when $55::text[] is null then words else coalesce(words, ''::tsvector) || array_to_tsvector($55::text[]) end,
    signed_off_at = case when $56::text is null then signed_off_at else $11::timestamptz end, signed_off_by = coalesce($56::text, signed_off_by),
    overruled = case when $56::text is null then overruled else $57::text end,
    held_by = coalesce($62::text, held_by), held_by_id = case when $62::text is null then held_by_id else $63::text end,
    host_names = host_names || array(select distinct n from unnest($61::text[]) n where n <> all (host_names)),
    created_at = case when seq = 0 and ($5::text[])[1] = 'started' then $11::timestamptz else created_at end,
    ended_at = coalesce(ended_at, case when $16::text in ('concluded', 'stopped') then $11::timestamptz end)
  where id = $1 and ($2::int is null or seq = $2) and ($3::text is null or lease_token = $3)
  returning id, seq
), events as (
  insert into event (investigation_id, seq, type, body, actor_kind, actor_id, actor_name, actor_via, at)
  select moved.id, moved.seq - $4 + e.n, e.type, e.body::json, e.kind, e.actor, e.name, e.via, $11::timestamptz
  from moved, unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[]) with ordinality as e (type, body, kind, actor, name, via, n)
), observations as (
  insert into observation (investigation_id, id, request, attempt, host, collector, command_line, args, stdout, stderr, stdout_bytes,
    stderr_bytes, exit_code, signal, truncated, sha256, boot_id, uptime_seconds, started_at, duration_ms)
  select moved.id, o.id, o.request, o.attempt, o.host, o.collector, o.command_line, o.args::json, o.stdout, o.stderr, o.stdout_bytes,
    o.stderr_bytes, o.exit_code, o.signal, o.truncated, o.sha256, o.boot_id, o.uptime_seconds, o.started_at, o.duration_ms
  from moved, unnest($20::text[], $21::text[], $22::int[], $23::text[], $24::text[], $25::text[], $26::text[], $27::bytea[], $28::bytea[], $29::int[],
    $30::int[], $31::int[], $32::text[], $33::bool[], $34::text[], $35::text[], $36::float8[], $37::timestamptz[], $38::float8[])
    as o (id, request, attempt, host, collector, command_line, args, stdout, stderr, stdout_bytes,
      stderr_bytes, exit_code, signal, truncated, sha256, boot_id, uptime_seconds, started_at, duration_ms)
), judged as (
  insert into evidence (investigation_id, n, instance, hypothesis, host, test, round, state, claim, saw, against, reason, observations)
  select moved.id, v.n, v.instance, v.hypothesis, v.host, v.test, v.round, v.state, v.claim::json, v.saw::json, v.against::json, v.reason,
    array(select json_array_elements_text(v.observations::json))
  from moved, unnest($40::text[], $41::text[], $42::text[], $43::text[], $44::int[], $45::text[], $46::text[], $47::text[], $48::text[], $49::text[], $50::text[])
    with ordinality as v (instance, hypothesis, host, test, round, state, claim, saw, against, reason, observations, n)
  on conflict (investigation_id, n) do update set instance = excluded.instance, hypothesis = excluded.hypothesis, host = excluded.host,
    test = excluded.test, round = excluded.round, state = excluded.state, claim = excluded.claim, saw = excluded.saw,
    against = excluded.against, reason = excluded.reason, observations = excluded.observations
), outdated as (
  delete from evidence using moved where $39::int is not null and evidence.investigation_id = moved.id and evidence.n > $39
), pictures as (
  insert into picture (investigation_id, sha256, type, content, created_at)
  select moved.id, p.sha256, p.type, p.content, $11::timestamptz
  from moved, unnest($58::text[], $59::text[], $60::bytea[]) as p (sha256, type, content)
  on conflict (investigation_id, sha256) do update set created_at = excluded.created_at
), over as (
  delete from live_output using moved where live_output.investigation_id = moved.id and live_output.request = any($51::text[])
)
select seq, pg_notify('culprit_events', id || ' ' || seq) from moved`;

/** The pool, or one connection within a transaction. */
type Querying = Pick<pg.Pool | pg.PoolClient, "query">;

export const append = async (pool: Querying, id: string, what: Append): Promise<Appended> => {
  const at = new Date();
  const { rows } = await pool.query<{ seq: number }>(APPEND, [
    ...eventParameters(id, what, at),
    ...(await observationParameters(what.observations ?? [])),
    ...evidenceParameters(what.evidence),
    finishedRequests(what),
    ...changeParameters(what),
    wordsOfEvents(what.events.map(({ body }) => body)),
    ...signOffParameters(what),
    ...pictureParameters(what),
    progressOf(what.events.map(({ body }) => body)).hostNames.map(storable),
    ...holderParameters(what),
    progressOf(what.events.map(({ body }) => body)).watchOpen,
  ]);
  const last = rows[0]?.seq;
  if (last === undefined) return { ok: false, why: await whyNot(pool, id, what.lease) };
  const before = last - what.events.length;
  // As stored: what JSON leaves out must not be seen by the writer either.
  const events = what.events.map(({ body, actor }, index): InvestigationEvent => ({
    ...stored(body),
    seq: before + index + 1,
    at: at.toISOString(),
    actor: stored(actor),
  }));
  return { ok: true, events };
};

const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const pictureParameters = ({ pictures = [] }: Append): readonly unknown[] => [
  pictures.map(({ sha256 }) => sha256),
  pictures.map(({ type }) => type),
  pictures.map(({ content }) => content),
];

const signOffParameters = ({ events }: Append): readonly [by: string | null, overruled: string | null] => {
  const { signedOff } = progressOf(events.map(({ body }) => body));
  if (signedOff === null) return [null, null];
  const by = events.findLast(({ body }) => body.type === "signedOff")?.actor.name ?? "";
  return [storable(by), signedOff.overruled === null ? null : storable(signedOff.overruled)];
};

const holderParameters = ({ events }: Append): readonly [name: string | null, account: string | null] => {
  const { heldBy } = progressOf(events.map(({ body }) => body));
  return heldBy === null ? [null, null] : [storable(heldBy.name), heldBy.account === null ? null : storable(heldBy.account)];
};

const finishedRequests = (what: Append): readonly string[] => progressOf(what.events.map(({ body }) => body)).finished;

const changeParameters = (what: Append): readonly unknown[] => {
  const { change, openSince } = progressOf(what.events.map(({ body }) => body));
  return [change, openSince !== undefined, openSince ?? null];
};

const eventParameters = (id: string, { expected, lease, events }: Append, at: Date): readonly unknown[] => {
  const bodies = events.map(({ body }) => body);
  const progress = progressOf(bodies);
  const actors = events.map(({ actor }) => actor);
  return [
    id,
    expected,
    lease ?? null,
    events.length,
    bodies.map(({ type }) => type),
    bodies.map((body) => JSON.stringify(body)),
    actors.map(({ kind }) => kind),
    actors.map((actor) => storable(actor.id)),
    actors.map(({ name }) => storable(name)),
    actors.map(({ via }) => via),
    at,
    progress.commands,
    progress.title === null ? null : storable(progress.title),
    progress.asked,
    progress.answered,
    progress.status,
    progress.verdict,
    progress.certainty,
    progress.cause,
  ];
};

const compress = promisify(gzip);

const observationParameters = async (list: readonly NewObservation[]): Promise<readonly unknown[]> => {
  const column = <T>(of: (observation: NewObservation) => T): readonly T[] => list.map(of);
  return [
    column((o) => o.id),
    column((o) => o.request),
    column((o) => o.attempt),
    column((o) => o.host),
    column((o) => o.collector),
    column((o) => storable(o.commandLine)),
    column((o) => JSON.stringify(o.args)),
    await Promise.all(column((o) => compress(o.stdout))),
    await Promise.all(column((o) => compress(o.stderr))),
    column((o) => o.stdout.length),
    column((o) => o.stderr.length),
    column((o) => o.exitCode),
    column((o) => o.signal),
    column((o) => o.truncated),
    column((o) => o.sha256),
    column((o) => (o.bootId === null ? null : storable(o.bootId))),
    column((o) => o.uptimeSeconds),
    column((o) => o.startedAt),
    column((o) => o.durationMs),
  ];
};

/** The whole evidence as it is judged now; it replaces what was. */
const evidenceParameters = (list: readonly Evidence[] | undefined): readonly unknown[] => {
  const column = <T>(of: (evidence: Evidence) => T): readonly T[] => (list ?? []).map(of);
  return [
    list?.length ?? null,
    column((e) => e.instance),
    column((e) => e.hypothesis),
    column((e) => e.host),
    column((e) => e.test),
    column((e) => e.round),
    column((e) => e.state),
    column((e) => JSON.stringify(e.claim)),
    column((e) => JSON.stringify(e.saw)),
    column((e) => JSON.stringify(e.against)),
    column((e) => (e.reason === undefined ? null : storable(e.reason))),
    column((e) => JSON.stringify(e.observations)),
  ];
};

const whyNot = async (pool: Querying, id: string, lease: string | undefined): Promise<"moved" | "leaseLost" | "gone"> => {
  const { rows } = await pool.query<{ lease: string | null }>("select lease_token as lease from investigation where id = $1", [id]);
  const row = rows[0];
  if (row === undefined) return "gone";
  return lease !== undefined && row.lease !== lease ? "leaseLost" : "moved";
};
