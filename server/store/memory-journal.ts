import type { Evidence } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Append, Appended, Journal, NewObservation, StoredPicture } from "../journal.ts";

/** A journal for one process, gone when it ends: `culprit investigate` without a server. */
export interface MemoryJournal extends Journal {
  observations(id: string): readonly NewObservation[];
  evidence(id: string): readonly Evidence[];
  pictures(id: string): readonly StoredPicture[];
  /** Every append and every live chunk, as it happens. Returns how to stop. */
  watch(onNews: (news: MemoryNews) => void): () => void;
}

export type MemoryNews =
  | {
      readonly kind: "events";
      readonly investigation: string;
      readonly events: readonly InvestigationEvent[];
    }
  | {
      readonly kind: "output";
      readonly investigation: string;
      readonly chunk: Parameters<Journal["live"]>[1];
    };

interface Kept {
  readonly events: InvestigationEvent[];
  readonly observations: NewObservation[];
  readonly pictures: Map<string, StoredPicture>;
  evidence: readonly Evidence[];
  lease: { readonly token: string; readonly until: number } | null;
}

export const memoryJournal = (): MemoryJournal => {
  const all = new Map<string, Kept>();
  const watchers = new Set<(news: MemoryNews) => void>();
  const tell = (news: MemoryNews): void => {
    for (const watcher of watchers) watcher(news);
  };
  return {
    create: async ({ id }) => {
      if (all.has(id)) throw new Error(`The investigation ${id} exists already.`);
      all.set(id, { events: [], observations: [], pictures: new Map(), evidence: [], lease: null });
    },
    read: async (id, afterSeq = 0) => all.get(id)?.events.filter(({ seq }) => seq > afterSeq) ?? [],
    append: async (id, what) => {
      const kept = all.get(id);
      const appended: Appended = kept === undefined ? { ok: false, why: "gone" } : appendTo(kept, what);
      if (appended.ok) tell({ kind: "events", investigation: id, events: appended.events });
      return appended;
    },
    live: (id, chunk) => tell({ kind: "output", investigation: id, chunk }),
    lease: async (id, token, forMs) => {
      const kept = all.get(id);
      if (kept === undefined) return false;
      const isFree = kept.lease === null || kept.lease.token === token || kept.lease.until < performance.now();
      if (isFree) kept.lease = { token, until: performance.now() + forMs };
      return isFree;
    },
    release: async (id, token) => {
      const kept = all.get(id);
      if (kept?.lease?.token === token) kept.lease = null;
    },
    observations: (id) => all.get(id)?.observations ?? [],
    evidence: (id) => all.get(id)?.evidence ?? [],
    pictures: (id) => [...(all.get(id)?.pictures.values() ?? [])],
    watch: (onNews) => {
      watchers.add(onNews);
      return () => {
        watchers.delete(onNews);
      };
    },
  };
};

const appendTo = (kept: Kept, { expected, events, observations = [], evidence, pictures = [], lease }: Append): Appended => {
  if (lease !== undefined && kept.lease?.token !== lease) return { ok: false, why: "leaseLost" };
  const last = kept.events.length;
  if (expected !== null && expected !== last) return { ok: false, why: "moved" };
  for (const { request, attempt } of observations) {
    const isKnown = kept.observations.some((known) => known.request === request && known.attempt === attempt);
    if (isKnown) throw new Error(`The observation ${request}, attempt ${attempt}, is stored already.`);
  }
  const at = new Date().toISOString();
  // Through JSON, as in PostgreSQL: nobody keeps a reference into the log.
  const added = events.map(
    ({ body, actor }, index) => JSON.parse(JSON.stringify({ ...body, seq: last + index + 1, at, actor })) as InvestigationEvent,
  );
  kept.events.push(...added);
  kept.observations.push(...observations);
  for (const picture of pictures) kept.pictures.set(picture.sha256, picture);
  if (evidence !== undefined) kept.evidence = evidence;
  return { ok: true, events: added };
};
