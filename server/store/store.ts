import type pg from "pg";
import type { Evidence } from "#machines/contract/index.ts";
import type { Journal, NewObservation } from "../journal.ts";
import type { PinStore } from "../ssh/host-keys.ts";
import { accessOf, type Access } from "./access.ts";
import { alertRefusalsOf, type AlertRefusals } from "./alert-refusals.ts";
import { alertsOf, type Alerts } from "./alerts.ts";
import { openClient } from "./client.ts";
import { groupsOf, type Groups } from "./groups.ts";
import type { Inventory } from "./hosts.ts";
import { inventoryOf } from "./hosts.ts";
import { evidence, investigation, investigationByNumber, stuckInvestigations } from "./investigations.ts";
import type { InvestigationRow } from "./investigations.ts";
import { insightsOf, type Insights } from "./history/insights.ts";
import { listInvestigations, type InvestigationPage, type ListQuery } from "./history/list.ts";
import { matchesOf, type FoundIn, type MatchQuery } from "./history/matches.ts";
import { sumUpLeft } from "./history/left.ts";
import { starters, type Starter } from "./history/starters.ts";
import { viewsOf, type Views } from "./history/views.ts";
import type { Memory } from "../investigate/memory.ts";
import { memoryOf } from "./memory.ts";
import { postgresJournal } from "./journal.ts";
import type { Keys } from "./keys.ts";
import { keysOf, pinsOf } from "./keys.ts";
import { openMessages } from "./listen.ts";
import { openLiveOutput } from "./live-output.ts";
import { keep, type Kept, type ToKeep } from "./keep.ts";
import { openStatuses, type OpenStatus } from "./open-statuses.ts";
import { picturesOf, type Pictures } from "./pictures.ts";
import { recordBookOf, type RecordBook } from "./records.ts";
import { retentionOf, type Retention } from "./retention.ts";
import { safeOf, type Safe } from "./safe.ts";
import { runStatistics, type RunStatistics } from "./run-statistics.ts";
import { settingsOf, type Settings } from "./settings.ts";
import { readObservation, readObservations } from "./observations.ts";
import { snapshotsOf, type Snapshots } from "./snapshots.ts";
import { sweepsOf, type Sweeps } from "./sweeps.ts";
import { watchesOf, type Watches } from "./watches.ts";

export type { InvestigationPage, ListQuery } from "./history/list.ts";
export type { InvestigationRow, Status } from "./investigations.ts";

/** Output of a running command, as far as it is written. */
export interface LiveText {
  readonly id: bigint;
  readonly request: string;
  readonly stream: string;
  readonly offset: number;
  readonly text: string;
}

export interface Listener {
  readonly onEvent: (investigationId: string, seq: number) => void;
  readonly onLive?: (investigationId: string) => void;
  /** The connection was away: whatever is followed must be read again. */
  readonly onReconnect: () => void;
}

/** Everything that is kept. Any number of processes may open the same database. */
export interface Store extends Pictures {
  readonly journal: Journal;
  readonly inventory: Inventory;
  readonly keys: Keys;
  readonly snapshots: Snapshots;
  readonly sweeps: Sweeps;
  readonly watches: Watches;
  readonly alerts: Alerts;
  readonly alertRefusals: AlertRefusals;
  readonly pins: PinStore;
  readonly memory: Memory;
  readonly safe: Safe;
  readonly retention: Retention;
  readonly records: RecordBook;
  readonly access: Access;
  readonly groups: Groups;
  readonly views: Views;
  readonly insights: Insights;
  readonly settings: Settings;
  listInvestigations(query: ListQuery): Promise<InvestigationPage>;
  /** Where rows that were found have the words that were looked for, by their ids. */
  matches(rows: readonly InvestigationRow[], query: MatchQuery): Promise<ReadonlyMap<string, readonly FoundIn[]>>;
  /** How many have not ended, by status. */
  openStatuses(): Promise<ReadonlyMap<OpenStatus, number>>;
  stuckInvestigations(): Promise<readonly InvestigationRow[]>;
  /** Everybody who started an investigation. */
  starters(): Promise<readonly Starter[]>;
  /** Sums up those that ended and were left, some at a time. Returns how many. */
  sumUpLeft(): Promise<number>;
  investigation(id: string): ReturnType<typeof investigation>;
  investigationByNumber(number: number): Promise<InvestigationRow | null>;
  runStatistics(runbooks: readonly string[]): Promise<readonly RunStatistics[]>;
  evidence(id: string): Promise<readonly Evidence[]>;
  readObservation(investigationId: string, observationId: string): Promise<NewObservation | null>;
  observations(investigationId: string): Promise<readonly NewObservation[]>;
  /** A whole investigation that was made elsewhere. */
  keep(all: ToKeep): Promise<Kept>;
  /** Live output written after `afterId`, oldest first. */
  liveOutput(id: string, afterId: bigint): Promise<readonly LiveText[]>;
  /** Follows all investigations. Returns how to stop. */
  listen(listener: Listener): Promise<() => Promise<void>>;
  /** Messages to other processes, of any length; lost when nobody listens. */
  notify(channel: string, payload: string): Promise<void>;
  onNotify(channel: string, onMessage: (payload: string) => void): Promise<() => Promise<void>>;
  /** True for exactly one of the processes that ask for the same key within a minute. */
  claimOnce(key: string): Promise<boolean>;
  /** Names of the migrations that were applied, in their order. */
  migrations(): Promise<readonly string[]>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** `config` is `Database.pool`. Nothing is connected until something is asked. */
export const openStore = async (config: pg.PoolConfig): Promise<Store> => {
  const client = openClient(config);
  const live = openLiveOutput(client.pool);
  const messages = openMessages(config, client.pool);
  const records = recordBookOf(client);
  const journal = postgresJournal(client, live, records);
  return {
    journal,
    inventory: inventoryOf(client),
    keys: keysOf(client),
    snapshots: snapshotsOf(client),
    ...{ sweeps: sweepsOf(client), watches: watchesOf(client), alerts: alertsOf(client), alertRefusals: alertRefusalsOf(client) },
    pins: pinsOf(client),
    memory: memoryOf(client, (id) => journal.read(id)),
    safe: safeOf(client),
    retention: retentionOf(client, (id) => journal.read(id)),
    records,
    access: accessOf(client),
    groups: groupsOf(client),
    views: viewsOf(client),
    insights: insightsOf(client),
    ...{ openStatuses: () => openStatuses(client.pool), starters: () => starters(client) },
    sumUpLeft: () => sumUpLeft(client, (id) => journal.read(id)),
    settings: settingsOf(client),
    listInvestigations: (query) => listInvestigations(client, query),
    ...{ matches: (rows, query) => matchesOf(client, rows, query), stuckInvestigations: () => stuckInvestigations(client) },
    investigation: (id) => investigation(client, id),
    investigationByNumber: (number) => investigationByNumber(client, number),
    runStatistics: (runbooks) => runStatistics(client, runbooks),
    evidence: (id) => evidence(client, id),
    readObservation: (investigationId, id) => readObservation(client, investigationId, id),
    observations: (id) => readObservations(client, id),
    ...picturesOf(client),
    keep: (all) => keep(client, (id) => journal.read(id), all),
    liveOutput: (id, afterId) => liveOutputOf(client, id, afterId),
    listen: async ({ onEvent, onLive = (id) => onEvent(id, 0), onReconnect }) => {
      const parse = (payload: string): readonly [string, number] => {
        const space = payload.lastIndexOf(" ");
        return [payload.slice(0, space), Number(payload.slice(space + 1))];
      };
      const stops = await Promise.all([
        messages.on("culprit_events", (payload) => onEvent(...parse(payload)), onReconnect),
        messages.on("culprit_live", (payload) => onLive(parse(payload)[0])),
      ]);
      return async () => {
        for (const stop of stops) await stop();
      };
    },
    notify: messages.send,
    onNotify: (channel, onMessage) => messages.on(channel, onMessage),
    claimOnce: messages.claimOnce,
    migrations: () => migrationsOf(client.pool),
    ping: async () => void (await client.pool.query("select 1")),
    close: async () => {
      await messages.close();
      await live.close();
      await client.close();
    },
  };
};

const MOST_LIVE_ROWS = 500;

const migrationsOf = async (pool: pg.Pool): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ name: string }>(
    "select migration_name as name from _prisma_migrations where finished_at is not null order by migration_name",
  );
  return rows.map(({ name }) => name);
};

const liveOutputOf = ({ prisma }: ReturnType<typeof openClient>, id: string, afterId: bigint): Promise<readonly LiveText[]> =>
  prisma.liveOutput.findMany({
    where: { investigationId: id, id: { gt: afterId } },
    orderBy: { id: "asc" },
    take: MOST_LIVE_ROWS,
    select: { id: true, request: true, stream: true, offset: true, text: true },
  });
