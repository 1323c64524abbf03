import { randomUUID } from "node:crypto";
import { entry } from "./access/entry.ts";
import type { Office } from "./door/office.ts";
import { createHub, type Hub } from "./stream/hub.ts";
import { createPresence, type Presence } from "./stream/presence.ts";
import { openSender } from "./store/queue.ts";
import { sweepOf } from "./sweep/plan.ts";
import { openStore, type Store } from "./store/store.ts";

/** What pages and routes work with. They never touch SSH: a worker does, told through the database. */
export interface Web {
  readonly store: Store;
  readonly hub: Hub;
  readonly presence: Presence;
  readonly office: Office;
  close(): Promise<void>;
}

/** Set by `culprit serve` to the database's connection settings, as JSON. */
export const DATABASE_VARIABLE = "CULPRIT_DATABASE";

/** Who has which page open, from process to process. */
const PRESENCE = "culprit_presence";

const KEY = Symbol.for("culprit.web");
type Holder = typeof globalThis & { [KEY]?: Promise<Web> };

/** One per process: bundled routes are separate modules, the pool behind them is not. */
export function web(): Promise<Web> {
  const holder = globalThis as Holder;
  holder[KEY] ??= open();
  return holder[KEY];
}

/** Closes what pages opened, if a page was ever asked for. */
export async function closeWeb(): Promise<void> {
  const holder = globalThis as Holder;
  const opened = holder[KEY];
  delete holder[KEY];
  await (await opened)?.close();
}

async function open(): Promise<Web> {
  const settings = process.env[DATABASE_VARIABLE];
  if (settings === undefined) throw new Error(`${DATABASE_VARIABLE} is not set: pages are served by \`culprit serve\`, which sets it.`);
  const config = JSON.parse(settings) as Parameters<typeof openStore>[0];
  const store = await openStore(config);
  const sender = await openSender(config);
  const hub = createHub();
  const presence = createPresence({
    process: randomUUID(),
    // Who is there is a hint: while the database is away nobody else hears of it.
    tell: (payload) => void store.notify(PRESENCE, payload).catch(() => undefined),
    changed: (id) => hub.wake(id),
  });
  await store.onNotify(PRESENCE, (payload) => presence.hear(payload));
  await store.listen({
    onEvent: (id) => {
      hub.wake(id);
      const sweep = sweepOf(id);
      if (sweep !== null) hub.wake(sweep);
    },
    onReconnect: () => hub.wakeAll(),
  });
  return {
    store,
    hub,
    presence,
    office: {
      journal: store.journal,
      inventory: store.inventory,
      keys: store.keys,
      archive: store,
      safe: store.safe,
      retention: store.retention,
      views: store.views,
      settings: store.settings,
      records: store.records,
      ...(entry().accounts ? { access: store.access, groups: store.groups } : {}),
      ...{ sweeps: store.sweeps, watches: store.watches },
      alerts: store.alerts,
      enqueue: (id) => sender.enqueue(id),
      enqueueSweep: (id) => sender.enqueueSweep(id),
      newId: randomUUID,
    },
    close: async () => {
      presence.close();
      await sender.stop();
      await store.close();
    },
  };
}
