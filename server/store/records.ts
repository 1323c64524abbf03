import type { Deed, Link } from "../records/chain.ts";
import { BEGINNING, hashOfLink } from "../records/chain.ts";
import type { Client } from "./client.ts";

/** The record of who did what. Entries are added, never changed. */
export interface RecordBook {
  add(deed: Omit<Deed, "at">): Promise<void>;
  all(): Promise<readonly Link[]>;
}

/** Puts those who write at the same moment in line. Any number that nothing else takes. */
const RECORD_LOCK = 72_707_370;

export const recordBookOf = ({ pool, prisma }: Client): RecordBook => ({
  add: async ({ actor, action, outcome, about }) => {
    const client = await pool.connect();
    try {
      await client.query("begin");
      await client.query("select pg_advisory_xact_lock($1)", [RECORD_LOCK]);
      const { rows } = await client.query<{ n: number; hash: string }>("select n, hash from deed order by n desc limit 1");
      const { n: last, hash: before } = rows[0] ?? { n: 0, hash: BEGINNING };
      const n = last + 1;
      const { kind, id, name, via } = actor;
      const deed: Deed = { at: new Date().toISOString(), actor: { kind, id, name, via }, action, outcome, about };
      // A text column cannot hold NUL, and JSON writes it as an escape; half a pair of surrogates it writes as one, too.
      const text = JSON.stringify(deed);
      await client.query("insert into deed (n, text, hash) values ($1, $2, $3)", [n, text, hashOfLink(before, n, text)]);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback").catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  },
  all: () => prisma.deed.findMany({ orderBy: { n: "asc" } }),
});
