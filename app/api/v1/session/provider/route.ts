import { openToAll } from "#app/_guard/guarded.ts";
import { toProvider } from "#server/door/provider.ts";
import { goTo } from "../../_http/go-to.ts";

/** To the identity provider, to sign in there. */
export const GET = openToAll(async (request) => goTo(await toProvider(request.headers, new URL(request.url).searchParams.get("to"))));
