import { OUTCOMES } from "#machines/outcome.ts";
import type { ListQuery } from "#server/read/investigations.ts";

const STATUSES = ["running", "waiting", "paused", "concluded", "stopped"] as const;
/** What has not ended, also while it waits or is paused. */
const OPEN = ["running", "waiting", "paused"] as const;
const SIGNED = ["yes", "no", "overruled"] as const;
const DEFAULT_LIMIT = 30;
const MOST_LIMIT = 100;
const DAY_MS = 86_400_000;

/** What a list was asked for; what makes no sense is left out. */
export function queryOf(params: URLSearchParams, usual = DEFAULT_LIMIT): ListQuery {
  const asked = Number(params.get("limit") ?? usual);
  const given = (name: string): string | undefined => {
    const text = params.get(name)?.replaceAll("\0", "").trim().slice(0, 300);
    return text === "" ? undefined : text;
  };
  const until = dayOf(given("until"));
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
    since: dayOf(given("since")),
    // The day is meant whole.
    until: until === undefined ? undefined : new Date(until.getTime() + DAY_MS),
  });
}

/** "2026-10-26", as days of UTC: the server does not know where the reader sits. */
function dayOf(text: string | undefined): Date | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) ? undefined : day;
}

type Query = { readonly [K in keyof ListQuery]: ListQuery[K] | undefined } & Pick<ListQuery, "limit">;

const defined = (query: Query): ListQuery =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as unknown as ListQuery;
