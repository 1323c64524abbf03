import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Right, Visitor } from "../access/rights.ts";
import { tally } from "../metrics/tally.ts";
import { stillMay } from "../door/visitor.ts";
import { NEEDS_ADDRESSES, shownTo } from "../read/shown.ts";
import { web } from "../web.ts";
import { followLog, type Line } from "./follow-log.ts";

export type { Line } from "./follow-log.ts";

interface Following {
  readonly id: string;
  readonly after: number;
  readonly signal: AbortSignal;
}

/** The log of one investigation from `after` on, then what comes; without gap and without duplicate, until `signal` aborts. */
async function* follow(visitor: Visitor, { id, after, signal }: Following): AsyncGenerator<Line> {
  const { store, hub, presence } = await web();
  const shown = await shownTo(visitor);
  // A program that follows looks at nothing.
  const leave = visitor.via === "page" ? presence.enter(id, { id: visitor.id, name: visitor.name }) : undefined;
  const lines = followLog(
    {
      hub,
      present: () => presence.in(id),
      events: async (seq) => shown.value((await store.journal.read(id, seq)) as readonly InvestigationEvent[]),
      live: async (liveId) => shown.value(await store.liveOutput(id, liveId)),
    },
    { id, after, signal },
  );
  try {
    yield* lines;
  } finally {
    leave?.();
  }
}

/** Who was signed out, disabled or revoked hears no more than this long. */
const LOOKS_EVERY_MS = 5_000;

/** As `follow`, for as long as this visitor may see it. */
export const followAs = (visitor: Visitor, { id, after, signal }: Following): AsyncGenerator<Line> =>
  whileSeen(visitor, signal, (until) => follow(visitor, { id, after, signal: until }));

/** Rights that decide whether something is seen, and with which addresses. */
const SEES: readonly Right[] = ["read", NEEDS_ADDRESSES];

/** What somebody follows, for as long as they may see it as they see it: who has fewer rights now connects anew, and is shown what is left. */
export async function* whileSeen<T>(
  visitor: Visitor,
  signal: AbortSignal,
  follow: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const out = new AbortController();
  const look = (): void =>
    void stillMay(visitor, SEES).then(
      (may) => may || out.abort(),
      // A database that is away ends the stream by itself.
      () => undefined,
    );
  const timer = setInterval(look, LOOKS_EVERY_MS);
  const { underWay } = tally();
  underWay.streams += 1;
  try {
    yield* follow(AbortSignal.any([signal, out.signal]));
  } finally {
    clearInterval(timer);
    underWay.streams -= 1;
  }
}
