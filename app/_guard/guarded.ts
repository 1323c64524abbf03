import { isSameOrigin } from "#app/api/v1/_http/guard.ts";
import { missingRight, visitorOf, type Right, type Visitor } from "#server/door/visitor.ts";

type Answer = Response | Promise<Response>;

/** A handler with what it needs written on it: `test/server/access` refuses one that has nothing written on it. */
export interface Guarded<C> {
  (request: Request, context: C): Promise<Response>;
  readonly needs: Right | null;
}

const refuse = (status: number, message: string): Response =>
  Response.json({ ok: false, status, message }, { status, headers: { "cache-control": "no-store" } });

const changes = ({ method }: Request): boolean => method !== "GET" && method !== "HEAD";

const ELSEWHERE = "This request comes from another site.";

/** Lets a handler answer only those who have this right. What changes something must come from our own pages, or from no page. */
export function guarded<C>(right: Right, handle: (request: Request, visitor: Visitor, context: C) => Answer): Guarded<C> {
  const guard = async (request: Request, context: C): Promise<Response> => {
    if (changes(request) && !isSameOrigin(request.headers)) return refuse(403, ELSEWHERE);
    const visitor = await visitorOf(request.headers);
    if (visitor === null) return refuse(401, "You are not signed in.");
    // Browsers say where a POST comes from. A cookie without that is none that our pages sent.
    if (changes(request) && visitor.signedIn !== undefined && !request.headers.has("origin")) return refuse(403, ELSEWHERE);
    const lacking = missingRight(visitor, right);
    return lacking === null ? handle(request, visitor, context) : refuse(403, lacking);
  };
  return Object.assign(guard, { needs: right });
}

/** Answers everybody: how one signs in, and whether the server lives. */
export function openToAll<C>(handle: (request: Request, context: C) => Answer): Guarded<C> {
  const guard = async (request: Request, context: C): Promise<Response> =>
    changes(request) && !isSameOrigin(request.headers) ? refuse(403, ELSEWHERE) : handle(request, context);
  return Object.assign(guard, { needs: null });
}
