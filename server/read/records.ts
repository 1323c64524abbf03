import { breakIn, BEGINNING, type Deed, type Link } from "../records/chain.ts";
import { recordsText } from "../records/file.ts";
import type { Sought } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { web } from "../web.ts";

/** The record of who did what, as one file. */
export async function exportRecords(): Promise<string> {
  const { store } = await web();
  return recordsText(await store.records.all(), new Date());
}

/** One entry as its page shows it. */
export interface RecordItem extends Deed {
  readonly n: number;
  readonly hash: string;
  /** Whose account, which host or which investigation its ids stand for, as far as they are still here. */
  readonly names: readonly string[];
}

export interface RecordsPage {
  readonly entries: readonly RecordItem[];
  /** Before which entry the next page begins; null on the last one. */
  readonly next: number | null;
}

const SHOWN = 50;

/** Of accounts and hosts. There are few of them; investigations are told by what they were about. */
async function namesOf({ access, inventory }: Store): Promise<ReadonlyMap<string, string>> {
  const [people, hosts] = await Promise.all([access.accounts.list(), inventory.list()]);
  return new Map([...people, ...hosts].map(({ id, name }) => [id, name]));
}

/** Newest first. */
export async function recordsPage(sought: Omit<Sought, "limit">): Promise<RecordsPage> {
  const { store } = await web();
  const links = await store.records.find({ ...sought, limit: SHOWN + 1 });
  const names = await namesOf(store);
  const entries = links.slice(0, SHOWN).map(({ n, text, hash }: Link): RecordItem => {
    const deed = JSON.parse(text) as Deed;
    const ids = ["account", "id", "investigation"].map((name) => deed.about[name]);
    return { ...deed, n, hash, names: ids.flatMap((id) => (typeof id === "string" ? (names.get(id) ?? []) : [])) };
  });
  return { entries, next: links.length > SHOWN ? (entries.at(-1)?.n ?? null) : null };
}

export interface Verified {
  /** How many fit together; where it is broken, at least so many. */
  readonly entries: number;
  /** Of the last entry: to be noted somewhere else. */
  readonly last: string | null;
  /** What is wrong with the chain, as a sentence; null for nothing. */
  readonly broken: string | null;
}

const AT_ONCE = 2_000;

/** Reads the whole chain and checks each entry against the one before it, some at a time: the record only grows. */
export async function verifyRecords(): Promise<Verified> {
  const { store } = await web();
  let end: Pick<Link, "n" | "hash"> = { n: 0, hash: BEGINNING };
  for (;;) {
    const links = await store.records.after(end.n, AT_ONCE);
    const broken = breakIn(links, end);
    end = broken === null ? (links.at(-1) ?? end) : end;
    if (broken !== null || links.length < AT_ONCE) return { entries: end.n, last: end.n === 0 ? null : end.hash, broken };
  }
}
