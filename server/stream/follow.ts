import type { InvestigationEvent } from "#machines/journal/event.ts";
import { web } from "../web.ts";
import { followLog, type Line } from "./follow-log.ts";

export type { Line } from "./follow-log.ts";

/** The log of one investigation from `after` on, then what comes; without gap and without duplicate, until `signal` aborts. */
export async function* follow(id: string, after: number, signal: AbortSignal): AsyncGenerator<Line> {
  const { store, hub } = await web();
  yield* followLog(
    {
      hub,
      events: (seq) => store.journal.read(id, seq) as Promise<readonly InvestigationEvent[]>,
      live: (liveId) => store.liveOutput(id, liveId),
    },
    { id, after, signal },
  );
}
