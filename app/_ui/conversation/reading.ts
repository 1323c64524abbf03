/** What was read when a link to an entry of the log was followed: kept in the history of the browser, under a name of its own. */
export interface Reading {
  readonly seq: number;
  /** How far its message began below the upper edge of the conversation, px; negative above it. */
  readonly below: number;
  /** The link that was followed. */
  readonly href: string;
}

/** What to keep before a link is followed; null outside of the conversation. */
export function toReturnTo(link: HTMLElement): { readonly reading: Reading } | null {
  const article = link.closest<HTMLElement>("[data-seqs]");
  const box = article?.closest<HTMLElement>("[role=region]");
  const seq = Number(article?.dataset["seqs"]?.split(" ")[0]);
  if (article === null || box === null || box === undefined || Number.isNaN(seq)) return null;
  const below = article.getBoundingClientRect().top - box.getBoundingClientRect().top;
  return { reading: { seq, below, href: link.getAttribute("href") ?? "" } };
}

/** What the history says was read there; null where it says nothing that is ours. */
export function readingIn(state: unknown): Reading | null {
  const reading = (state as { reading?: Partial<Reading> } | null)?.reading;
  if (typeof reading?.seq !== "number" || typeof reading.below !== "number" || typeof reading.href !== "string") return null;
  return { seq: reading.seq, below: reading.below, href: reading.href };
}
