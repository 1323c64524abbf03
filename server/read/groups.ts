import { entry } from "../access/entry.ts";
import { CLOSED, OUTSIDE, type Grant } from "../access/groups.ts";
import { ROLES, ROLE_SAYS, type Visitor } from "../access/rights.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";

export interface GrantItem {
  /** `role:responder` or `account:<id>`, as an action writes it. */
  readonly role?: string;
  readonly account?: string;
  /** Who that is, for people. */
  readonly say: string;
  readonly rights: readonly string[];
}

export interface GroupItem {
  /** Empty for hosts outside the inventory. */
  readonly name: string;
  readonly hosts: readonly string[];
  readonly grants: readonly GrantItem[];
}

export interface GroupsPage {
  readonly accounts: boolean;
  readonly groups: readonly GroupItem[];
  /** Null: hosts outside the inventory follow the role alone. */
  readonly outside: GroupItem | null;
  readonly hosts: readonly { readonly id: string; readonly name: string; readonly address: string; readonly group: string | null }[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly roles: readonly { readonly id: string; readonly say: string }[];
}

/** Who may act on which hosts. */
export async function groupsPage(visitor: Visitor): Promise<GroupsPage> {
  const { store } = await web();
  const { accounts } = entry();
  const [ground, inventory, people] = await Promise.all([
    store.groups.ground(),
    store.inventory.list(),
    accounts ? store.access.accounts.list() : [],
  ]);
  const grants = ground?.grants ?? [];
  const names = [
    ...new Set([...inventory.flatMap(({ group }) => group ?? []), ...grants.flatMap(({ group }) => (group === OUTSIDE ? [] : [group]))]),
  ];
  const item = (name: string): GroupItem => ({
    name,
    hosts: inventory.flatMap((host) => (host.group === name ? [host.name] : [])),
    grants: grants.flatMap((grant) => (grant.group === name && grant.to !== CLOSED ? [grantItem(grant, people)] : [])),
  });
  return {
    accounts,
    groups: names.toSorted((a, b) => a.localeCompare(b)).map(item),
    outside: grants.some(({ group }) => group === OUTSIDE) ? item(OUTSIDE) : null,
    hosts: (await shownTo(visitor)).value(inventory).map(({ id, name, address, group }) => ({ id, name, address, group })),
    people: people.map(({ id, name }) => ({ id, name })),
    roles: ROLES.map((id) => ({ id, say: ROLE_SAYS[id] })),
  };
}

function grantItem({ to, rights }: Grant, people: readonly { readonly id: string; readonly name: string }[]): GrantItem {
  const [kind, id = ""] = [to.slice(0, to.indexOf(":")), to.slice(to.indexOf(":") + 1)];
  if (kind === "role") return { role: id, say: `everybody with the role ${id}`, rights };
  return { account: id, say: people.find((person) => person.id === id)?.name ?? "an account that is gone", rights };
}
