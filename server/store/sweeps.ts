import type { Hypothesis, Runbook } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { SweepHost, SweepPlan } from "../sweep/plan.ts";
import type { Client } from "./client.ts";
import { eventOf } from "./event-row.ts";
import { storable } from "./storable.ts";

export type SweepStatus = "running" | "ended" | "stopped";

/** A sweep as it was started, and whether it goes on. How its hosts stand is in their logs. */
export interface SweepRow extends SweepPlan {
  /** Shown as SW-12. */
  readonly number: number;
  readonly hypothesis: string;
  readonly status: SweepStatus;
  readonly stoppedBy: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

/** One line of the list. */
export interface SweepItem {
  readonly id: string;
  readonly number: number;
  readonly runbookId: string;
  readonly hypothesis: Hypothesis;
  readonly hosts: number;
  readonly read: number;
  readonly matches: number;
  readonly status: SweepStatus;
  readonly startedByName: string;
  readonly createdAt: Date;
}

/** What the log of one host's investigation says about how it stands. */
export interface HostLog {
  readonly investigation: string;
  readonly seq: number;
  readonly events: readonly InvestigationEvent[];
}

export interface Sweeps {
  create(plan: SweepPlan): Promise<void>;
  get(id: string): Promise<SweepRow | null>;
  /** Newest first. */
  list(limit: number): Promise<readonly SweepItem[]>;
  /** Of the hosts whose logs went on since these; all of them when nothing is known. */
  hosts(id: string, known?: ReadonlyMap<string, number>): Promise<readonly HostLog[]>;
  /** All of its hosts were read, or wait for a person. */
  end(id: string): Promise<void>;
  /** Null when it does not run. Else the investigations of its hosts that have not ended. */
  stop(id: string, by: string): Promise<readonly string[] | null>;
}

const TELLING = ["started", "hostFailed", "hostKeyAsked", "hostKeyAnswered", "concluded", "stopped"];

const LIST = `
select sweep.id, sweep.number, sweep.runbook_id as "runbookId", sweep.runbook -> 'hypotheses' -> sweep.hypothesis as hypothesis,
  json_array_length(sweep.hosts) as hosts, sweep.status, sweep.started_by_name as "startedByName", sweep.created_at as "createdAt",
  counted.read::int as read, counted.matches::int as matches
from (select * from sweep order by created_at desc, id desc limit $1) as sweep
cross join lateral (
  select count(*) filter (where ended_at is not null) as read, count(*) filter (where verdict = 'cause') as matches
  from investigation where sweep_id = sweep.id
) as counted
order by sweep.created_at desc, sweep.id desc`;

export const sweepsOf = ({ prisma, pool }: Client): Sweeps => {
  const moved = (id: string) => pool.query("select pg_notify('culprit_events', $1)", [`${id} 0`]);
  return {
    create: async ({ id, runbook, inputs, hosts, atOnce, actor }) => {
      await prisma.sweep.create({
        data: {
          ...{ id, runbookId: runbook.id, runbookVersion: runbook.version, hypothesis: runbook.signature?.hypothesis ?? "" },
          ...{ runbook: JSON.parse(JSON.stringify(runbook)), inputs: { ...inputs }, hosts: JSON.parse(JSON.stringify(hosts)), atOnce },
          ...{ startedById: storable(actor.id), startedByName: storable(actor.name), startedVia: actor.via },
        },
      });
    },
    get: async (id) => {
      const row = await prisma.sweep.findUnique({ where: { id } });
      if (row === null) return null;
      const { startedById, startedByName, startedVia, status, runbookId: _id, runbookVersion: _version, ...rest } = row;
      const actor = { kind: "person", id: startedById, name: startedByName, via: startedVia } as SweepPlan["actor"];
      const runbook = rest.runbook as unknown as Runbook;
      const hosts = rest.hosts as unknown as readonly SweepHost[];
      return { ...rest, actor, runbook, hosts, inputs: rest.inputs as Readonly<Record<string, string>>, status: status as SweepStatus };
    },
    list: async (limit) => (await pool.query<SweepItem>(LIST, [limit])).rows,
    hosts: async (id, known = new Map()) => {
      const all = await prisma.investigation.findMany({ where: { sweepId: id }, select: { id: true, seq: true } });
      const fresh = new Map(all.flatMap((one) => (one.seq > 0 && known.get(one.id) !== one.seq ? [[one.id, one.seq] as const] : [])));
      if (fresh.size === 0) return [];
      const rows = await prisma.event.findMany({
        where: { investigationId: { in: [...fresh.keys()] }, type: { in: TELLING } },
        orderBy: { seq: "asc" },
      });
      const logs = Map.groupBy(rows, ({ investigationId }) => investigationId);
      return [...fresh].map(([investigation, seq]) => ({ investigation, seq, events: (logs.get(investigation) ?? []).map(eventOf) }));
    },
    end: async (id) => {
      await prisma.sweep.updateMany({ where: { id, status: "running" }, data: { status: "ended", endedAt: new Date() } });
      await moved(id);
    },
    stop: async (id, by) => {
      const { count } = await prisma.sweep.updateMany({
        where: { id, status: "running" },
        data: { status: "stopped", stoppedBy: storable(by), endedAt: new Date() },
      });
      if (count === 0) return null;
      await moved(id);
      const open = await prisma.investigation.findMany({ where: { sweepId: id, endedAt: null }, select: { id: true } });
      return open.map((one) => one.id);
    },
  };
};
