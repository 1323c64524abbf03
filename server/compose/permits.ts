import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { BriefHost, Failure, GroupRight } from "#machines/contract/index.ts";
import type { Actor } from "#machines/journal/event.ts";
import { closedGroups, isMadeHere, plainAddress, type Ground, type Who } from "../access/groups.ts";
import { rightsOf } from "../access/rights.ts";
import type { Destination } from "../ssh/transport.ts";
import type { Store } from "../store/store.ts";

/** The last look before a connection, where it is known what names stand for: an alias of the ssh config must not lead around a group. */
export interface Permits {
  /** Where SSH goes for this host, if this person may investigate there. */
  wayTo(host: BriefHost, who: Actor): Promise<Destination | Failure>;
  /** Why this person may send no probes from there; null: they may. */
  noProbes(host: BriefHost, who: Actor): Promise<Failure | null>;
  /** Why Culprit begins no further investigation for this person; null: it may. */
  mayNotGoOn(who: Actor): Promise<string | null>;
}

interface Means {
  readonly store: {
    readonly groups: Pick<Store["groups"], "ground">;
    readonly access: { readonly accounts: Pick<Store["access"]["accounts"], "get"> };
  };
  /** Through the ssh config, with the key that is kept. */
  readonly resolve: (host: BriefHost) => Promise<Destination | Failure>;
}

/** Rounds ask for each host; names of the inventory are not looked up each time. */
const NAMES_LAST_MS = 60_000;
const LOOKUP_MS = 3_000;

export function permitsOf({ store, resolve }: Means): Permits {
  const names = new Map<string, { readonly at: number; readonly addresses: Promise<readonly string[]> }>();

  const addressesOf = async (host: BriefHost): Promise<readonly string[]> => {
    const way = await resolve(host);
    const target = "kind" in way ? host.address : way.address;
    return [...new Set([host.address, target, ...(await addressesOfName(target))])];
  };

  /** Rows with what their names stand for beside them: somebody may type the address of a host that the inventory knows by name. */
  const withNames = async (ground: Ground): Promise<Ground> => {
    const rows = await Promise.all(
      ground.rows.map(async (row) => {
        if (isIP(plainAddress(row.address)) !== 0) return [row];
        const known = names.get(row.address);
        const fresh = known !== undefined && known.at > Date.now() - NAMES_LAST_MS;
        const addresses = fresh ? known.addresses : addressesOf({ key: row.id, role: "", name: row.name, address: row.address });
        if (!fresh) names.set(row.address, { at: Date.now(), addresses });
        return (await addresses).map((address) => ({ ...row, address }));
      }),
    );
    return { ...ground, rows: rows.flat() };
  };

  const refusal = async (
    host: BriefHost,
    actor: Actor,
    { right, way }: { readonly right: GroupRight; readonly way: Destination },
  ): Promise<Failure | null> => {
    if (isOwner(actor)) return null;
    const ground = await store.groups.ground();
    if (ground === null) return null;
    const account = await store.access.accounts.get(actor.id);
    const who: Who = { id: actor.id, roles: account === null || account.disabledAt !== null ? [] : account.roles };
    const addresses = [host.address, way.address, ...(await addressesOfName(way.address))];
    const groups = closedGroups(await withNames(ground), { addresses, port: way.port }, { who, right });
    return groups.length === 0 ? null : { kind: "notGranted", who: actor.name, right, groups };
  };

  return {
    mayNotGoOn: async (who) => {
      if (isOwner(who)) return null;
      const account = await store.access.accounts.get(who.id);
      const may = account !== null && account.disabledAt === null && rightsOf(account.roles).has("investigate");
      return may ? null : `${who.name}, who started it, may not start investigations any more.`;
    },
    wayTo: async (host, who) => {
      const way = await resolve(host);
      return "kind" in way ? way : ((await refusal(host, who, { right: "investigate", way })) ?? way);
    },
    noProbes: async (host, who) => {
      if (isMadeHere(host.address)) return null;
      const way = await resolve(host);
      return "kind" in way ? null : refusal(host, who, { right: "probe", way });
    },
  };
}

/** Culprit itself, and the owner of the machine from before there were accounts: no request of another is ever theirs. */
const isOwner = ({ kind, id }: Actor): boolean => kind === "culprit" || id === "local";

/** What a name stands for at this moment; nothing when nobody knows it in time. */
async function addressesOfName(name: string): Promise<readonly string[]> {
  if (isIP(name) !== 0) return [];
  const late = new Promise<readonly []>((done) => setTimeout(done, LOOKUP_MS, []).unref());
  const found = lookup(name, { all: true }).then(
    (all) => all.map(({ address }) => address),
    // Whoever connects to it will be told that it has no address.
    () => [],
  );
  return Promise.race([found, late]);
}
