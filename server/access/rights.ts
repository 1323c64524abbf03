import type { Actor } from "#machines/journal/event.ts";

/**
 * What somebody may do. `read` sees everything that was found; `write` adds words, practises and imports, and reaches no host; `investigate`
 * starts, steers and stops what reads hosts; `trust` decides about host keys; `change` approves changes of hosts; `review` signs off what ended; `keep` maintains the inventory; `deliver` hands in alerts,
 * as an Alertmanager does; `people` decides who may do what; `own` is one's own account: its sessions, password and keys.
 */
export const RIGHTS = ["read", "write", "investigate", "trust", "change", "review", "keep", "deliver", "people", "own"] as const;
export type Right = (typeof RIGHTS)[number];

export const ROLES = ["viewer", "responder", "approver", "reviewer", "author", "admin"] as const;
export type Role = (typeof ROLES)[number];

/**
 * A key of a program can neither let people in nor make further keys, whoever it belongs to. Nor can it approve a change of a host or sign
 * off an investigation: somebody has to have looked.
 */
export const KEY_RIGHTS: readonly Right[] = RIGHTS.filter(
  (right) => right !== "people" && right !== "own" && right !== "change" && right !== "review",
);

/**
 * What a key may do: what it was made for, as far as its account may it now. It can always read, but for one that hands in alerts: it lies in the
 * configuration of another system, and does that and nothing else.
 */
export const rightsOfKey = (made: readonly string[], roles: readonly string[]): ReadonlySet<Right> => {
  const account = rightsOf(roles);
  if (made.includes("deliver")) return new Set(account.has("deliver") ? ["deliver"] : []);
  return new Set(KEY_RIGHTS.filter((right) => account.has(right) && (right === "read" || made.includes(right))));
};

/** A person may hold several roles; their rights add up. */
const RIGHTS_OF: Readonly<Record<Role, readonly Right[]>> = {
  viewer: ["read", "own"],
  responder: ["read", "own", "write", "investigate"],
  approver: ["read", "own", "write", "investigate", "trust", "change", "review", "keep", "deliver"],
  reviewer: ["read", "own", "write", "review"],
  author: ["read", "own", "write"],
  admin: RIGHTS,
};

/** What a role is for, as the page for people says it. */
export const ROLE_SAYS: Readonly<Record<Role, string>> = {
  viewer: "Reads investigations, hosts and practice incidents. Starts nothing.",
  responder: "Starts, steers and stops investigations.",
  approver: "As a responder, and decides about host keys, changes of hosts, the inventory and sign-offs.",
  reviewer: "Reads, writes notes and signs off what ended. Reaches no host.",
  author: "Reads, writes notes, practises and imports. Reaches no host.",
  admin: "May do everything, and decides who may do what.",
};

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

export const rightsOf = (roles: readonly string[]): ReadonlySet<Right> => new Set(roles.filter(isRole).flatMap((role) => RIGHTS_OF[role]));

/** An actor with what it may do. Only server/door/visitor.ts makes one, from a request; `localActor` makes the owner of the machine. */
export interface Visitor extends Actor {
  readonly rights: ReadonlySet<Right>;
  /** How it is signed in; absent for the local user. */
  readonly signedIn?: { readonly session: string };
  /** The API key that was shown, by its id. */
  readonly key?: string;
}

/** As the log keeps it: who it was, not what they might have done. */
export const plainActor = ({ kind, id, name, via }: Actor): Actor => ({ kind, id, name, via });

export const RIGHT_SAYS: Readonly<Record<Right, string>> = {
  read: "see investigations",
  write: "write notes, practise or import",
  investigate: "start or steer investigations",
  trust: "decide about host keys",
  change: "approve changes of hosts",
  review: "sign off investigations",
  keep: "manage the inventory and the records",
  deliver: "hand in alerts",
  people: "decide who may do what",
  own: "change this account",
};

/** What somebody is told who may not, and who can help. */
export const lacks = ({ name }: Pick<Actor, "name">, right: Right): string =>
  `${name} may not ${RIGHT_SAYS[right]}. An administrator can give the role for it.`;
