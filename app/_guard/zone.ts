import { cookies } from "next/headers";
import { zoneOf } from "#app/_ui/frame/preferences.ts";

const COOKIE = "culprit-zone";

/** The zone that a page speaks in; its days are what its filters mean. */
export const readersZone = async (): Promise<string> => zoneOf((await cookies()).get(COOKIE)?.value);

/** A browser says where its reader sits, so that an export holds what the page showed; a script says nothing and means days of UTC. */
export function zoneOfCaller(request: Request): string {
  const said = /(?:^|;\s*)culprit-zone=([^;]*)/.exec(request.headers.get("cookie") ?? "")?.[1];
  return said === undefined ? "UTC" : zoneOf(said);
}
