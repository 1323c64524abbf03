import { runbooks } from "#runbooks";
import { entry } from "../access/entry.ts";
import { rightsOfKey, type Visitor } from "../access/rights.ts";
import { FIRST_LOOK, fitOf } from "../alerts/fit.ts";
import { hostIn, machinesIn } from "../alerts/hosts.ts";
import type { Host } from "../door/inventory.ts";
import type { AlertGroup, AlertRow } from "../store/alerts.ts";
import type { Store } from "../store/store.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";

interface TypeName {
  readonly id: string;
  readonly title: string;
}

/** Alerts of one name that were told together and stand alike, as one line. */
export interface AlertItem {
  /** The newest of them. */
  readonly id: string;
  readonly name: string;
  readonly summary: string | null;
  readonly severity: string | null;
  /** ISO 8601: since when the first of them fires, and when the last of them came in. */
  readonly since: string;
  readonly seen: string;
  /** When it was last told, where that is long ago: nobody knows whether it still fires. */
  readonly quietSince: string | null;
  readonly same: number;
  /** So many more fired and were not handed in. */
  readonly leftOut: number;
  /** Of the inventory; then what the labels call machines that are not there. */
  readonly hosts: readonly string[];
  readonly strangers: readonly string[];
  /** Of either there are further ones. */
  readonly moreHosts: boolean;
  readonly moreStrangers: boolean;
  readonly type: TypeName & { readonly because: string };
  readonly also: readonly TypeName[];
  readonly investigation: AlertGroup["investigation"];
  /** ISO 8601; null while it fires. */
  readonly resolvedAt: string | null;
  readonly dismissedBy: string | null;
}

/** A repeat interval of twelve hours is common, four are usual. */
const QUIET_MS = 13 * 3_600_000;
const LONGEST_SUMMARY = 240;
const MOST_NAMES = 6;
const DONE_SHOWN = 10;
const NEVER = new Date(0);

export interface AlertsPage {
  /** Firing and not dismissed; those that nobody investigates first. */
  readonly waiting: readonly AlertItem[];
  readonly more: boolean;
  /** What ended or was dismissed within a day. */
  readonly done: readonly AlertItem[];
  /** Nobody ever set it up: then nothing is said of alerts. */
  readonly setUp: boolean;
  /** ISO 8601: when something was last handed in. */
  readonly heardAt: string | null;
  /** No key counts that could hand in alerts: silence means nothing. */
  readonly deaf: boolean;
  /** ISO 8601: a delivery was refused, and none was taken since. */
  readonly refusedAt: string | null;
}

export async function alertsPage(visitor: Visitor, limit: number): Promise<AlertsPage> {
  const { store } = await web();
  const [{ waiting, more }, done, heardAt, keys, [refused]] = await Promise.all([
    alertsWaiting(visitor, limit),
    store.alerts.groups("done", DONE_SHOWN),
    store.alerts.lastHeard(),
    keysFor(store),
    store.alertRefusals.all(),
  ]);
  return {
    ...{ waiting, more, done: await itemsOf(done, visitor), heardAt: heardAt?.toISOString() ?? null },
    // What waits is shown whatever became of the key that it came with.
    setUp: waiting.length + done.length > 0 || refused !== undefined || (keys === null ? heardAt !== null : keys.length > 0),
    refusedAt: refused !== undefined && refused.lastAt > (heardAt ?? NEVER) ? refused.lastAt.toISOString() : null,
    deaf: keys !== null && !keys.some(({ counts }) => counts),
  };
}

export async function alertsWaiting(visitor: Visitor, limit: number): Promise<Pick<AlertsPage, "waiting" | "more">> {
  const { store } = await web();
  const open = await store.alerts.groups("open", limit + 1);
  return { waiting: await itemsOf(open.slice(0, limit), visitor), more: open.length > limit };
}

/** Keys for alerts, and whether they count. Null where there are no accounts: there whoever connects may hand in. */
async function keysFor(store: Store): Promise<readonly { readonly counts: boolean }[] | null> {
  if (!entry().accounts) return null;
  const keys = (await store.access.apiKeys.all()).filter(({ rights }) => rights.includes("deliver"));
  const accounts = keys.length === 0 ? [] : await store.access.accounts.list();
  return keys.map(({ accountId, rights, expiresAt }) => {
    const of = accounts.find(({ id, disabledAt }) => id === accountId && disabledAt === null);
    return { counts: of !== undefined && +expiresAt > Date.now() && rightsOfKey(rights, of.roles).has("deliver") };
  });
}

async function itemsOf(groups: readonly AlertGroup[], visitor: Visitor): Promise<readonly AlertItem[]> {
  const { store } = await web();
  const inventory = groups.length === 0 ? [] : await store.inventory.list();
  const items = groups.flatMap((group) => itemOf(group, inventory) ?? []);
  return (await shownTo(visitor)).value(items);
}

const typeOf = (id: string): TypeName => ({ id, title: runbooks.find((one) => one.id === id)?.title ?? id });

function itemOf(group: AlertGroup, inventory: readonly Host[]): AlertItem | null {
  const [first] = group.members;
  if (first === undefined) return null;
  const { runbook, because, also } = fitOf(first, runbooks);
  const found = group.members.map(({ labels }) => hostIn(labels, inventory)?.name ?? machinesIn(labels).slice(0, 1));
  const [hosts, strangers] = [namesOf(found, true), namesOf(found, false)];
  const ended = group.members.every(({ resolvedAt }) => resolvedAt !== null) ? first.resolvedAt : null;
  return {
    ...{ id: first.id, name: first.name, summary: summaryOf(first), severity: first.labels["severity"] ?? null },
    ...{ since: group.since.toISOString(), seen: group.seen.toISOString(), same: group.same, leftOut: group.leftOut },
    quietSince: ended === null && Date.now() - +group.heardAt > QUIET_MS ? group.heardAt.toISOString() : null,
    ...{ hosts: hosts.slice(0, MOST_NAMES), strangers: strangers.slice(0, MOST_NAMES) },
    ...{ moreHosts: hosts.length > MOST_NAMES, moreStrangers: strangers.length > MOST_NAMES },
    type: { ...typeOf(runbook), because },
    also: [...also, ...(runbook === FIRST_LOOK ? [] : [FIRST_LOOK])].map(typeOf),
    investigation: group.investigation,
    resolvedAt: ended?.toISOString() ?? null,
    dismissedBy: first.dismissedBy,
  };
}

/** One name for a host of the inventory; else what the labels call it. */
const namesOf = (found: readonly (string | readonly string[])[], known: boolean): readonly string[] => [
  ...new Set(found.flatMap((one) => ((typeof one === "string") === known ? one : []))),
];

/** One line of what it says of itself. */
export function summaryOf({ annotations }: Pick<AlertRow, "annotations">): string | null {
  const text = [annotations["summary"], annotations["message"], annotations["description"]].find((each) => (each ?? "").trim() !== "");
  const line = text?.replaceAll(/\s+/g, " ").trim();
  return line === undefined ? null : line.length > LONGEST_SUMMARY ? `${line.slice(0, LONGEST_SUMMARY - 1).toWellFormed()}…` : line;
}
