import type { ListQuery } from "#server/read/investigations.ts";

const STATUSES = ["running", "waiting", "paused", "concluded", "stopped"] as const;
const DEFAULT_LIMIT = 30;
const MOST_LIMIT = 100;

/** What a list was asked for; what makes no sense is left out. */
export function queryOf(params: URLSearchParams): ListQuery {
  const asked = Number(params.get("limit") ?? DEFAULT_LIMIT);
  const status = STATUSES.find((one) => one === params.get("status"));
  const [after, text] = [params.get("after"), params.get("q")?.trim()];
  return {
    limit: Number.isInteger(asked) && asked > 0 ? Math.min(asked, MOST_LIMIT) : DEFAULT_LIMIT,
    ...(after === null ? {} : { after }),
    ...(text === undefined || text === "" ? {} : { text }),
    ...(status === undefined ? {} : { status }),
  };
}
