import type pg from "pg";

/** Of what has not ended. */
const OPEN = ["running", "waiting", "paused"] as const;
export type OpenStatus = (typeof OPEN)[number];

/** What is counted is what is open, by the index that begins with the status; and of that no more than this. */
const MOST = 10_000;

const COUNT = `select ${OPEN.map(
  (status) => `(select count(*)::int from (select from investigation where status = '${status}' limit ${MOST}) open) as ${status}`,
).join(", ")}`;

/** How many have not ended, by status, however many have. */
export async function openStatuses(pool: Pick<pg.Pool, "query">): Promise<ReadonlyMap<OpenStatus, number>> {
  const { rows } = await pool.query<Record<OpenStatus, number>>(COUNT);
  return new Map(OPEN.map((status) => [status, rows[0]?.[status] ?? 0]));
}
