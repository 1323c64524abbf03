import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { LiveText } from "../store/store.ts";
import { createBell } from "./bell.ts";
import type { Hub } from "./hub.ts";
import type { Present } from "./presence.ts";

export type Line =
  | { readonly event: InvestigationEvent }
  | { readonly live: Omit<LiveText, "id"> }
  /** Who has the page open, whenever it changes. */
  | { readonly present: readonly Present[] }
  | { readonly heartbeat: true };

export interface Sources {
  readonly hub: Hub;
  readonly events: (afterSeq: number) => Promise<readonly InvestigationEvent[]>;
  /** Output of running commands with ids above the given one. */
  readonly live: (afterId: bigint) => Promise<readonly LiveText[]>;
  /** Who has the page open now; absent where nobody is told. */
  readonly present?: () => readonly Present[];
}

/** Keeps proxies and browsers from closing a quiet stream; below the 30 s that common proxies allow. */
export const HEARTBEAT_MS = 15_000;

export async function* followLog(
  sources: Sources,
  { id, after, signal }: { id: string; after: number; signal: AbortSignal },
): AsyncGenerator<Line> {
  const bell = createBell(signal);
  const unsubscribe = sources.hub.subscribe(id, bell.ring);
  let seq = after;
  let liveId = 0n;
  let told = "[]";
  try {
    while (!signal.aborted) {
      // Armed before reading, so that what is appended while we read rings for the next turn.
      const rung = bell.next(HEARTBEAT_MS);
      let quiet = true;
      for (const event of await sources.events(seq)) {
        seq = event.seq;
        quiet = false;
        yield { event };
      }
      for (const { id: at, ...live } of await sources.live(liveId)) {
        liveId = at;
        quiet = false;
        yield { live };
      }
      const present = sources.present?.() ?? [];
      const now = JSON.stringify(present);
      if (now !== told) {
        told = now;
        quiet = false;
        yield { present };
      }
      if (quiet && (await rung) === "silence") yield { heartbeat: true };
    }
  } finally {
    unsubscribe();
    bell.end();
  }
}
