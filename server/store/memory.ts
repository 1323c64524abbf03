import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { NewObservation } from "../journal.ts";
import { rememberedIn, saidIn, type Memory, type Remembered } from "../investigate/memory.ts";
import type { Client } from "./client.ts";
import { readObservations } from "./observations.ts";
import { readable } from "./readable.ts";

const FACTS = `${readable("e.body")} -> 'facts'`;

/** Investigations that hold an output of this collector, on a host with this key; imported ones are left out. Newest first. */
const HOLDERS = `
select o.investigation_id as id from observation o
where o.collector = $1 and o.investigation_id <> $2
  and exists (select from event e where e.investigation_id = o.investigation_id and e.type = 'hostReached'
    and ${FACTS} ->> 'fingerprint' = $3 and ${FACTS} ->> 'host' = o.host)
  and not exists (select from event e where e.investigation_id = o.investigation_id and e.type = 'imported')
group by o.investigation_id order by max(o.started_at) desc limit 3`;

const IMPORTED = `select 1 from event where investigation_id = $1 and type = 'imported'`;

/** Other investigations of the same database. */
export const memoryOf = (client: Client, read: (id: string) => Promise<readonly InvestigationEvent[]>): Memory => {
  const all = async (id: string): Promise<ReturnType<typeof rememberedIn>> => {
    const outputs = new Map((await readObservations(client, id)).map((each): [string, NewObservation] => [each.id, each]));
    return rememberedIn(id, await read(id), outputs);
  };
  return {
    earlier: async (collector, host, except) => {
      const { rows } = await client.pool.query<{ id: string }>(HOLDERS, [collector, except, host.fingerprint]);
      const found: Remembered[] = [];
      for (const { id } of rows) found.push(...(await all(id))(host).filter(({ observation }) => observation.collector === collector));
      return found.toSorted((a, b) => b.observation.startedAt.getTime() - a.observation.startedAt.getTime());
    },
    said: async (investigation, host, since) => {
      const { rowCount } = await client.pool.query(IMPORTED, [investigation]);
      return rowCount === 0 ? saidIn(await read(investigation), host, since) : [];
    },
    fresh: async (investigation, host, since) => {
      const { rowCount } = await client.pool.query(IMPORTED, [investigation]);
      if (rowCount !== 0) return [];
      return (await all(investigation))(host).filter(({ observation }) => observation.startedAt >= since);
    },
  };
};
