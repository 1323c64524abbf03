import type { Host } from "../door/inventory.ts";
import type { Visitor } from "../access/rights.ts";
import type { InvestigationRow } from "../store/investigations.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";
import { snapshotList, type SnapshotRow } from "./snapshots.ts";

export interface PinnedHostKey {
  readonly address: string;
  readonly port: number;
  readonly algorithm: string;
  readonly fingerprint: string;
  readonly approvedBy: string;
  readonly approvedAt: Date;
}

/** The inventory and the host keys that people approved. */
export async function hostsPage(visitor: Visitor): Promise<{ readonly hosts: readonly Host[]; readonly keys: readonly PinnedHostKey[] }> {
  const { store } = await web();
  const [hosts, keys] = await Promise.all([store.inventory.list(), store.keys.list()]);
  return (await shownTo(visitor)).value({ hosts, keys });
}

/** A host in the list; `last`: when an investigation on it was started, ISO 8601. */
export interface HostItem extends Host {
  readonly last: string | null;
}

export interface HostSearch {
  readonly text: string;
  /** Empty for all. */
  readonly group: string;
}

const MOST_SHOWN = 200;

/** Hosts whose name, address, group and labels hold every word of the text. */
export async function inventoryPage(
  visitor: Visitor,
  { text, group }: HostSearch,
): Promise<{
  readonly hosts: readonly HostItem[];
  readonly all: number;
  /** Found and not shown. */
  readonly more: number;
  readonly groups: readonly { readonly group: string; readonly hosts: number }[];
  readonly keys: readonly PinnedHostKey[];
}> {
  const { store } = await web();
  // Found by what is shown: a search must not tell what is not.
  const [real, { hosts, keys }] = await Promise.all([store.inventory.list(), hostsPage(visitor)]);
  const nameOf = new Map(real.map(({ id, name }) => [id, name]));
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = hosts.filter((host) => (group === "" || host.group === group) && words.every((word) => told(host).includes(word)));
  const shown = found.slice(0, MOST_SHOWN);
  const last = await store.inventory.lastInvestigated(shown.map(({ id }) => nameOf.get(id) ?? ""));
  return {
    hosts: shown.map((host) => ({ ...host, last: last.get(nameOf.get(host.id) ?? "")?.toISOString() ?? null })),
    all: hosts.length,
    more: found.length - shown.length,
    groups: groupsOf(hosts),
    keys,
  };
}

const told = ({ name, address, group, labels }: Host): string => [name, address, group ?? "", ...labels].join(" ").toLowerCase();

const groupsOf = (hosts: readonly Host[]): readonly { readonly group: string; readonly hosts: number }[] =>
  [...Map.groupBy(hosts, ({ group }) => group ?? "")]
    .flatMap(([group, within]) => (group === "" ? [] : [{ group, hosts: within.length }]))
    .toSorted((a, b) => (a.group < b.group ? -1 : 1));

const INVESTIGATIONS_SHOWN = 10;

/** Whether the address of one names one. */
export async function isHost(id: string): Promise<boolean> {
  const { store } = await web();
  return (await store.inventory.list()).some((each) => each.id === id);
}

/** One host of the inventory with what was done on it; null when there is none of this id. */
export async function hostPage(
  visitor: Visitor,
  id: string,
): Promise<{
  readonly host: Host;
  readonly investigations: readonly InvestigationRow[];
  readonly snapshots: readonly SnapshotRow[];
} | null> {
  const { store } = await web();
  const host = (await store.inventory.list()).find((each) => each.id === id);
  if (host === undefined) return null;
  const [{ rows }, snapshots] = await Promise.all([
    store.listInvestigations({ limit: INVESTIGATIONS_SHOWN, host: host.name, real: true }),
    snapshotList(visitor, host.name),
  ]);
  return (await shownTo(visitor)).value({ host, investigations: rows, snapshots });
}
