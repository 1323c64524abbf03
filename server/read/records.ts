import { breakIn, BEGINNING, type Deed, type Link } from "../records/chain.ts";
import { recordsText } from "../records/file.ts";
import { cutOff, notedHead } from "../records/head.ts";
import { signerOf } from "../records/signature.ts";
import { notedKeyring } from "../secrets/keyring.ts";
import type { Sought } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Visitor } from "../access/rights.ts";
import { web } from "../web.ts";
import { shownTo, type Shown } from "./shown.ts";

/** The record of who did what, as one file. */
export async function exportRecords(): Promise<string> {
  const { store } = await web();
  // Read before the entries: what is written meanwhile is not missing from them.
  const head = notedHead();
  return recordsText(await store.records.all(), { signer: signerOf(await notedKeyring()), now: new Date(), head });
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

interface As {
  readonly names: ReadonlyMap<string, string>;
  readonly shown: Shown;
  readonly about?: string | undefined;
}

/**
 * As this visitor may see them. Who sees other addresses finds by what is seen only: an entry that answers to the real address would tell whose pseudonym
 * stands in it.
 */
export function itemsOf(links: readonly Link[], { names, shown, about = "" }: As): readonly RecordItem[] {
  return links.flatMap(({ n, text, hash }) => {
    const deed = JSON.parse(text) as Deed;
    const ids = ["account", "id", "investigation"].map((name) => deed.about[name]);
    const named = ids.flatMap((id) => (typeof id === "string" ? (names.get(id) ?? []) : []));
    const whole = { ...deed, names: named };
    const seen = shown.value(whole);
    const isTold = JSON.stringify(seen) === JSON.stringify(whole) || JSON.stringify(seen).toLowerCase().includes(about.toLowerCase());
    return isTold ? [{ ...seen, n, hash }] : [];
  });
}

/** Newest first. */
export async function recordsPage(sought: Omit<Sought, "limit">, visitor: Pick<Visitor, "rights">): Promise<RecordsPage> {
  const { store } = await web();
  const links = await store.records.find({ ...sought, limit: SHOWN + 1 });
  const names = await namesOf(store);
  const entries = itemsOf(links.slice(0, SHOWN), { names, shown: await shownTo(visitor), about: sought.about });
  return { entries, next: links.length > SHOWN ? (links[SHOWN - 1]?.n ?? null) : null };
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
  const head = notedHead();
  let end: Pick<Link, "n" | "hash"> = { n: 0, hash: BEGINNING };
  let at: Link | undefined;
  for (;;) {
    const links = await store.records.after(end.n, AT_ONCE);
    const broken = breakIn(links, end);
    end = broken === null ? (links.at(-1) ?? end) : end;
    at ??= links.find(({ n }) => n === head?.n);
    if (broken === null && links.length === AT_ONCE) continue;
    return { entries: end.n, last: end.n === 0 ? null : end.hash, broken: broken ?? (head === null ? null : cutOff(head, end.n, at)) };
  }
}
