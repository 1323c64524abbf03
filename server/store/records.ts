import type { Deed, Link } from "../records/chain.ts";
import { BEGINNING, hashOfLink } from "../records/chain.ts";
import { noteHead } from "../records/head.ts";
import type { Client } from "./client.ts";
import { readable } from "./readable.ts";

/** The record of who did what. Entries are added, never changed. */
export interface RecordBook {
  add(deed: Omit<Deed, "at">): Promise<void>;
  all(): Promise<readonly Link[]>;
  /** The entries after this number, in their order. */
  after(n: number, most: number): Promise<readonly Link[]>;
  /** Newest first. */
  find(sought: Sought): Promise<readonly Link[]>;
}

export interface Sought {
  /** Occurs in the name of who did it. */
  readonly person?: string;
  /** Occurs in what it was about: a host, an address, an investigation, an action. */
  readonly about?: string;
  /** ISO 8601, from and up to before. */
  readonly from?: string;
  readonly to?: string;
  /** Older than this entry. */
  readonly before?: number;
  readonly limit: number;
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
      const hash = hashOfLink(before, n, text);
      await client.query("insert into deed (n, text, hash) values ($1, $2, $3)", [n, text, hash]);
      await client.query("commit");
      noteHead({ n, hash });
    } catch (error) {
      await client.query("rollback").catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  },
  after: (n, most) => prisma.deed.findMany({ where: { n: { gt: n } }, orderBy: { n: "asc" }, take: most }),
  find: async (sought) => (await pool.query<Link>(...statementFor(sought))).rows,
  all: () => prisma.deed.findMany({ orderBy: { n: "asc" } }),
});

/** An entry begins with its time, `{"at":"2026-11-22T00:00:00.000Z"`, which sorts as text; then comes who did it. */
const AT = "substring(text from 8 for 24)";
const TEXT = readable("text");

const statementFor = ({ person, about, from, to, before, limit }: Sought): [string, unknown[]] => {
  const values: unknown[] = [];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const conditions: string[] = [];
  if (before !== undefined) conditions.push(`n < ${given(before)}`);
  if (from !== undefined) conditions.push(`${AT} >= ${given(from)}`);
  if (to !== undefined) conditions.push(`${AT} < ${given(to)}`);
  if (person !== undefined) conditions.push(`strpos(lower(${TEXT} #>> '{actor,name}'), lower(${given(person)})) > 0`);
  // Without the actor: who looks for a host does not look for a person of that name.
  if (about !== undefined)
    conditions.push(
      `strpos(lower(concat_ws(' ', ${TEXT} ->> 'action', ${TEXT} ->> 'outcome', ${TEXT} ->> 'about')), lower(${given(about)})) > 0`,
    );
  const where = conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`;
  return [`select n, text, hash from deed ${where} order by n desc limit ${given(limit)}`, values];
};
