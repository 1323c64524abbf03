import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Visitor } from "../access/rights.ts";
import { stillMay } from "../door/visitor.ts";
import { web } from "../web.ts";
import { followLog, type Line } from "./follow-log.ts";

export type { Line } from "./follow-log.ts";

/** The log of one investigation from `after` on, then what comes; without gap and without duplicate, until `signal` aborts. */
async function* follow(id: string, after: number, signal: AbortSignal): AsyncGenerator<Line> {
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

/** Who was signed out, disabled or revoked hears no more than this long. */
const LOOKS_EVERY_MS = 5_000;

/** As `follow`, for as long as this visitor may see it. */
export async function* followAs(
  visitor: Visitor,
  { id, after, signal }: { readonly id: string; readonly after: number; readonly signal: AbortSignal },
): AsyncGenerator<Line> {
  const out = new AbortController();
  const look = (): void =>
    void stillMay(visitor, "read").then(
      (may) => may || out.abort(),
      // A database that is away ends the stream by itself.
      () => undefined,
    );
  const timer = setInterval(look, LOOKS_EVERY_MS);
  try {
    yield* follow(id, after, AbortSignal.any([signal, out.signal]));
  } finally {
    clearInterval(timer);
  }
}
