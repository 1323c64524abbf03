import type { Client } from "./client.ts";
import { storable } from "./storable.ts";

/** Deliveries of one sender that were not taken, for one reason. */
export interface AlertRefusal {
  /** Id of the key that was shown, or of whoever sent it without one. */
  readonly sender: string;
  readonly reason: string;
  readonly times: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

export interface AlertRefusals {
  add(refused: Pick<AlertRefusal, "sender" | "reason">): Promise<void>;
  /** The latest first, at most MOST of them. */
  all(): Promise<readonly AlertRefusal[]>;
  /** Removes those that did not happen again for so many days. */
  forget(olderThanDays: number): Promise<number>;
}

/** A sender that is wrong in ever new ways is told by its latest ones. */
const MOST = 20;
const LONGEST_REASON = 400;

const ADD = `
insert into alert_refusal (sender, reason) values ($1, $2)
on conflict (sender, reason) do update set times = alert_refusal.times + 1, last_at = now()`;
const MAKE_ROOM = `
delete from alert_refusal where (sender, reason) in (select sender, reason from alert_refusal order by last_at desc, reason offset ${MOST})`;
const ALL = `
select sender, reason, times, first_at as "firstAt", last_at as "lastAt" from alert_refusal order by last_at desc, reason limit ${MOST}`;
const FORGET = "delete from alert_refusal where last_at < now() - make_interval(days => $1)";

export const alertRefusalsOf = ({ pool }: Client): AlertRefusals => ({
  add: async ({ sender, reason }) => {
    await pool.query(ADD, [sender, storable(reason.slice(0, LONGEST_REASON).toWellFormed())]);
    await pool.query(MAKE_ROOM);
  },
  all: async () => (await pool.query<AlertRefusal>(ALL)).rows,
  forget: async (olderThanDays) => (await pool.query(FORGET, [olderThanDays])).rowCount ?? 0,
});
