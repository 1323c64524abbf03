import type { Actor } from "#machines/journal/event.ts";
import type { ActionKind } from "./action.ts";

/** What an action needs. `investigate` reads hosts, `trust` decides about host keys, `keep` maintains the inventory. */
export type Right = "write" | "investigate" | "trust" | "keep";

const RIGHT: Readonly<Record<ActionKind, Right>> = {
  start: "investigate",
  practice: "investigate",
  import: "keep",
  run: "investigate",
  resume: "investigate",
  pause: "write",
  stop: "write",
  skip: "write",
  note: "write",
  rename: "write",
  answerHostKey: "trust",
  approveKey: "trust",
  forgetKey: "trust",
  addHost: "keep",
  removeHost: "keep",
};

/**
 * Whether this actor may do this. One local user exists and holds every right; the server listens on loopback only
 * (server/serve refuses any other address), so who can connect is who owns the machine.
 */
export function may(actor: Actor, kind: ActionKind): { readonly yes: true } | { readonly yes: false; readonly right: Right } {
  return actor.kind === "person" && actor.id === LOCAL_USER.id ? { yes: true } : { yes: false, right: RIGHT[kind] };
}

export const LOCAL_USER = { kind: "person", id: "local", name: "You" } as const;
