import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Journal } from "../journal.ts";
import { append, storable } from "./append.ts";
import type { Client } from "./client.ts";
import { countEnd, countEvents } from "../metrics/events.ts";
import { aboutEnd } from "../records/about.ts";
import { summarize } from "./history/summary.ts";
import type { RecordBook } from "./records.ts";
import type { LiveOutput } from "./live-output.ts";
import { eventOf } from "./event-row.ts";

/** The log in PostgreSQL. */
export const postgresJournal = (client: Client, live: LiveOutput, records: RecordBook): Journal => ({
  create: (investigation) => create(client, investigation),
  read: (id, afterSeq = 0) => read(client, id, afterSeq),
  append: async (id, what) => {
    const appended = await append(client.pool, id, what);
    if (!appended.ok) return appended;
    countEvents(appended.events);
    live.drop(id, finished(appended.events));
    const end = appended.events.find(({ type }) => type === "concluded" || type === "stopped");
    if (end === undefined) return appended;
    const log = await read(client, id, 0);
    countEnd(log);
    const about = aboutEnd(id, log);
    if (about !== null) await records.add({ actor: end.actor, action: "ended", outcome: "done", about });
    // It has ended, whatever becomes of what lists know of it: housekeeping finds those that were left.
    await summarize(client.pool, id, log).catch(() => undefined);
    return appended;
  },
  live: (id, chunk) => {
    live.push(id, chunk);
  },
  lease: async (id, token, forMs) => {
    const { rowCount } = await client.pool.query(
      `update investigation set lease_token = $2, lease_until = now() + make_interval(secs => $3 / 1000.0)
       where id = $1 and (lease_token is null or lease_token = $2 or lease_until < now())`,
      [id, token, forMs],
    );
    return rowCount === 1;
  },
  release: async (id, token) => {
    await client.pool.query("update investigation set lease_token = null, lease_until = null where id = $1 and lease_token = $2", [
      id,
      token,
    ]);
  },
});

const create = async ({ prisma }: Client, investigation: Parameters<Journal["create"]>[0]): Promise<void> => {
  const { id, title, runbook, hostNames, practice, actor, sweep } = investigation;
  await prisma.investigation.create({
    data: {
      id,
      title: storable(title),
      runbookId: runbook.id,
      runbookVersion: runbook.version,
      runbook: JSON.parse(JSON.stringify(runbook)),
      status: "running",
      hostNames: hostNames.map(storable),
      practice,
      startedById: storable(actor.id),
      startedByName: storable(actor.name),
      sweepId: sweep ?? null,
    },
  });
};

const read = async ({ prisma }: Client, id: string, afterSeq: number): Promise<readonly InvestigationEvent[]> => {
  const rows = await prisma.event.findMany({
    where: { investigationId: id, seq: { gt: afterSeq } },
    orderBy: { seq: "asc" },
  });
  return rows.map(eventOf);
};

const finished = (events: readonly InvestigationEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === "observed" || event.type === "unavailable" ? [event.request] : []));
