import { userInfo } from "node:os";
import type { Actor } from "#machines/journal/event.ts";
import { RIGHTS, type Visitor } from "../access/rights.ts";

export const LOCAL_ID = "local";
const LOCAL_USER = { kind: "person", id: LOCAL_ID, name: "You" } as const;

/** The owner of the machine, named after the account Culprit runs under: on the command line, and where there are no accounts. */
export function localActor(via: Actor["via"]): Visitor {
  return { ...LOCAL_USER, name: accountName(), via, rights: new Set(RIGHTS) };
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // The account may have no passwd entry, as in some containers.
    return LOCAL_USER.name;
  }
}
