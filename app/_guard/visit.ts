import { headers } from "next/headers";
import { cache } from "react";
import { TOLD, visitorOf } from "#server/door/visitor.ts";

/** Who looks at this page; asked once in a request. */
export const visit = cache(async () => visitorOf(await headers()));

/** Path and query of the page that was asked for. */
export async function askedPath(): Promise<string> {
  return (await headers()).get(TOLD.path) ?? "/";
}
