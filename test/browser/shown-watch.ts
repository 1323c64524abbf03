import { randomUUID } from "node:crypto";
import { catalogue } from "#collectors";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { partId } from "#machines/journal/watch-part.ts";
import { afterVerdict } from "#server/investigate/each-event.ts";
import { web } from "#server/web.ts";
import { CULPRIT, overflow, START } from "../app/log.ts";
import { partOf, watchedLog } from "../app/watched-log.ts";

/** A watch that judges each event: two were judged, and the third is waited for. */
export interface Watched {
  readonly watchFirst: string;
  readonly watchSecond: string;
  readonly watchThird: string;
}

export interface WatchLog {
  readonly id: string;
  readonly log: readonly InvestigationEvent[];
}

const DENIED = { failure: { kind: "denied" as const, stderr: "" } };
const UNDECIDED = { ...overflow, "softnet receiver before": DENIED, "softnet receiver after": DENIED, "hostDrops receiver during": DENIED };

const withNext = (id: string, log: readonly InvestigationEvent[]): WatchLog => {
  const body: EventBody | null = afterVerdict(log, { id, catalogue, now: START + 120_000, restMs: 0 });
  if (body === null) throw new TypeError("something becomes of it");
  return { id, log: [...log, { ...body, seq: log.length + 1, at: log.at(-1)?.at ?? "", actor: CULPRIT }] };
};

/** In their order. */
export function watchLogs(first: string): readonly [WatchLog, WatchLog, WatchLog] {
  const [second, third] = [partId(first, 2), partId(first, 3)];
  return [
    withNext(first, watchedLog()),
    withNext(second, watchedLog({ part: partOf(first), windows: 41, overrides: UNDECIDED })),
    { id: third, log: watchedLog({ part: partOf(first, { event: 3 }), windows: 7, rounds: 1 }) },
  ];
}

/** So that it began an hour before now, as far as lists tell; the log speaks of its own times. */
export async function seedWatch(): Promise<Watched> {
  const [first, second, third] = watchLogs(randomUUID());
  const { store } = await web();
  for (const { id, log } of [first, second, third]) {
    const events = log.map((event): InvestigationEvent =>
      event.type === "started" ? { ...event, title: "Loss that comes and goes" } : event,
    );
    await store.keep({ id, events, brought: 0, observations: [], evidence: [] });
  }
  return { watchFirst: first.id, watchSecond: second.id, watchThird: third.id };
}
