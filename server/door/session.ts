import { userInfo } from "node:os";
import type { Actor } from "#machines/journal/event.ts";
import { LOCAL_USER } from "./may.ts";

/** Who asks. One local user, named after the account the server runs under. */
export function localActor(via: Actor["via"]): Actor {
  return { ...LOCAL_USER, name: accountName(), via };
}

/** For pages and routes; `Culprit-Client` tells the command line and scripts from the browser. */
export function actorOf(headers: { get(name: string): string | null }): Actor {
  return localActor(headers.get("culprit-client") === "cli" ? "cli" : headers.get("sec-fetch-mode") ? "page" : "api");
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // The account may have no passwd entry, as in some containers.
    return LOCAL_USER.name;
  }
}
