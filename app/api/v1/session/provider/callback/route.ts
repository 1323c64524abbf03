import { openToAll } from "#app/_guard/guarded.ts";
import { fromProvider } from "#server/door/provider.ts";
import { goTo } from "../../../_http/go-to.ts";

/** Back from the identity provider. */
export const GET = openToAll(async (request) => goTo(await fromProvider(request.headers, new URL(request.url).search)));
