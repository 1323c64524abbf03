import type { GroupRight } from "#machines/contract/index.ts";

/** What can be granted on the hosts of a group, each for itself. */
export const GROUP_RIGHTS: readonly GroupRight[] = ["investigate", "probe", "intervene"];

/** What one role or one account may do on the hosts of one group. */
export interface Grant {
  readonly group: string;
  /** `role:responder` or `account:<id>`. */
  readonly to: string;
  readonly rights: readonly string[];
}

/** Stands for the hosts that are not in the inventory, whoever types their addresses. */
export const OUTSIDE = "";
/** Not granted to anybody: its row says that hosts outside the inventory need a grant, too. */
export const CLOSED = "closed";

export const toRole = (role: string): string => `role:${role}`;
export const toAccount = (id: string): string => `account:${id}`;

/** A host of the inventory, as far as it says where hosts are and to which group they belong. */
export interface Row {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly port: number | null;
  readonly group: string | null;
}

/** All that says who may act where. Null where there is neither a group nor a grant: then roles alone say it. */
export interface Ground {
  readonly rows: readonly Row[];
  readonly grants: readonly Grant[];
}

/** Where something would be done. One host can have several addresses: as it was typed, what the ssh config makes of it, what names resolve to. */
export interface Place {
  readonly addresses: readonly string[];
  readonly port?: number | null | undefined;
}

export interface Who {
  readonly id: string;
  readonly roles: readonly string[];
}

/** Somebody, and what they want to do there. */
export interface Wish {
  readonly who: Who;
  readonly right: GroupRight;
}

const SSH_PORT = 22;

/** Recordings, and the lab of this machine, are nobody's hosts. */
export const isMadeHere = (address: string): boolean => /^(practice|lab):/.test(address);

/** Who connects to these is at this machine, too. */
const NOWHERE: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** One spelling for what leads to one place: 10.1 is 10.0.0.1, and so is ::ffff:10.0.0.1. */
export function plainAddress(written: string): string {
  const bare = written.trim().replace(/^\[(.*)\]$/, "$1");
  const url = `http://${bare.includes(":") ? `[${bare}]` : bare}`;
  if (!URL.canParse(url)) return bare.toLowerCase();
  const name = new URL(url).hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(name);
  if (mapped === null) return NOWHERE[name] ?? name;
  const [high, low] = [Number.parseInt(mapped[1] ?? "", 16), Number.parseInt(mapped[2] ?? "", 16)];
  const plain = [high >> 8, high & 255, low >> 8, low & 255].join(".");
  return NOWHERE[plain] ?? plain;
}

/**
 * The groups of a place. Two doors of one address are one host, unless the inventory tells them apart by their ports: behind a forwarder
 * they are two.
 */
export function groupsAt({ rows, grants }: Ground, { addresses, port }: Place): readonly string[] {
  const here = new Set(addresses.map(plainAddress));
  const known = rows.filter(({ address }) => here.has(plainAddress(address)));
  const exact = known.filter((row) => (row.port ?? SSH_PORT) === (port ?? SSH_PORT));
  const found = exact.length > 0 ? exact : known;
  if (found.length === 0) return grants.some(({ group }) => group === OUTSIDE) ? [OUTSIDE] : [];
  return [...new Set(found.flatMap(({ group }) => (group === null ? [] : [group])))];
}

/** Whether it was granted in this group, to the person or to a role of theirs. */
export const isGranted = (grants: readonly Grant[], group: string, { who: { id, roles }, right }: Wish): boolean => {
  const mine = new Set([toAccount(id), ...roles.map(toRole)]);
  return grants.some((grant) => grant.group === group && grant.rights.includes(right) && mine.has(grant.to));
};

/** The groups of a place that do not let this person do this. A host in two groups needs both. */
export const closedGroups = (ground: Ground, place: Place, wish: Wish): readonly string[] =>
  groupsAt(ground, place).filter((group) => !isGranted(ground.grants, group, wish));
