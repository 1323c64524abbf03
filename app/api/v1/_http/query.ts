import { dayIn } from "#app/_ui/atoms/zone.ts";
import { OUTCOMES } from "#machines/outcome.ts";
import type { ListQuery } from "#server/read/investigations.ts";

export const STATUSES = ["running", "waiting", "paused", "concluded", "stopped"] as const;
/** What has not ended, also while it waits or is paused. */
const OPEN = ["running", "waiting", "paused"] as const;
export const SIGNED = ["yes", "no", "overruled"] as const;
export const DEFAULT_LIMIT = 30;
export const MOST_LIMIT = 100;

interface Asker {
  readonly usual?: number;
  /** Whose days are meant. */
  readonly zone: string;
}

/** What a list was asked for; what makes no sense is left out. */
export function queryOf(params: URLSearchParams, { usual = DEFAULT_LIMIT, zone }: Asker): ListQuery {
  const asked = Number(params.get("limit") ?? usual);
  const given = (name: string): string | undefined => {
    const text = params.get(name)?.replaceAll("\0", "").trim().slice(0, 300);
    return text === "" ? undefined : text;
  };
  return defined({
    limit: Number.isInteger(asked) && asked > 0 ? Math.min(asked, MOST_LIMIT) : usual,
    after: given("after"),
    text: given("q"),
    status: params.get("status") === "open" ? OPEN : STATUSES.find((one) => one === params.get("status")),
    outcome: OUTCOMES.find((one) => one === params.get("outcome")),
    signedOff: SIGNED.find((one) => one === params.get("signed")),
    runbook: given("type"),
    cause: given("cause"),
    host: given("host"),
    by: given("by"),
    heldBy: given("held"),
    watch: given("watch"),
    since: dayIn(given("since") ?? "", zone)?.begins,
    // The day is meant whole.
    until: dayIn(given("until") ?? "", zone)?.ends,
  });
}

type Query = { readonly [K in keyof ListQuery]: ListQuery[K] | undefined } & Pick<ListQuery, "limit">;

const defined = (query: Query): ListQuery =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as unknown as ListQuery;
