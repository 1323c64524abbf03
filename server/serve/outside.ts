import type { IncomingMessage, ServerResponse } from "node:http";
import { TOLD } from "../access/headers.ts";
import { visitorOf } from "../door/visitor.ts";
import { isForAll } from "./for-all.ts";

/** What no person looks at: a program that is sent to where one signs in would take that page for its answer. */
const FOR_PROGRAMS = /^\/(api\/|metrics(\?|$))/;

/**
 * The first of two looks at who asks. Whoever is not signed in gets what is for all and nothing else, whether a page or route remembered to look
 * or not; what somebody who is signed in may do, each page, route and action decides. True when the request was answered here.
 */
export async function staysOutside(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (isForAll(request.url ?? "")) return false;
  const get = (name: string): string | null => {
    const value = request.headers[name.toLowerCase()];
    return Array.isArray(value) ? (value[0] ?? null) : (value ?? null);
  };
  if ((await visitorOf({ get })) !== null) return false;
  const isPage = request.method === "GET" && !FOR_PROGRAMS.test(request.url ?? "");
  if (isPage)
    response.writeHead(307, { location: `/sign-in?to=${encodeURIComponent(get(TOLD.path) ?? "/")}`, "cache-control": "no-store" }).end();
  else
    response
      .writeHead(401, { "content-type": "application/json", "cache-control": "no-store" })
      .end(JSON.stringify({ ok: false, status: 401, message: "You are not signed in." }));
  return true;
}
