import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import type { WatchPart } from "#machines/journal/watch-part.ts";
import { CULPRIT, makeLog, START, type Overrides } from "./log.ts";

/** Nothing is lost: the symptom does not show. */
export const QUIET: Overrides = {
  "reproduction sender during": {
    fields: { sent: 4000, received: 4000, lost: 0, lostPercent: 0, localErrors: 0, rttMinMs: 0.2, rttAvgMs: 0.31, rttMaxMs: 4.2 },
  },
};

interface Scenario {
  readonly part?: WatchPart;
  readonly overrides?: Overrides;
  readonly rounds?: number;
  readonly watchSeconds?: number;
  readonly each?: boolean;
  /** Windows without the symptom that were told of. */
  readonly windows?: number;
  readonly more?: readonly EventBody[];
}

/** A log of a watch that judges each event, as `makeLog` makes one of an investigation. */
export function watchedLog(scenario: Scenario = {}): readonly InvestigationEvent[] {
  const { part, windows = 0, watchSeconds = 3_600, each = true, more = [], overrides, rounds } = scenario;
  const made = makeLog({ ...(overrides === undefined ? {} : { overrides }), ...(rounds === undefined ? {} : { rounds }) });
  const bodies = made.flatMap((event): readonly InvestigationEvent[] => {
    if (event.type === "started") {
      const brief = { ...event.brief, watchSeconds, ...(each ? { watchEach: true as const } : {}) };
      return [{ ...event, brief, ...(part === undefined ? {} : { watch: part }) }];
    }
    if (event.type !== "roundPlanned" || !event.round.reproduction || event.round.number > 1) return [event];
    const until = new Date(START + watchSeconds * 1_000).toISOString();
    return [event, { ...event, actor: CULPRIT, type: "watching", round: 1, windows, since: event.at, until, trouble: null }];
  });
  const last = made.at(-1)?.at ?? "";
  return [...bodies, ...more.map((body) => ({ ...body, seq: 0, at: last, actor: CULPRIT }))].map((event, n) => ({ ...event, seq: n + 1 }));
}

/** What the second investigation of such a watch is told. */
export const partOf = (first: string, more: Partial<WatchPart> = {}): WatchPart => ({
  ...{ first, event: 2, alike: 1, verdict: "cause backlogOverflow@receiver" },
  since: new Date(START).toISOString(),
  until: new Date(START + 3_600_000).toISOString(),
  from: new Date(START + 30_000).toISOString(),
  restUntil: new Date(START + 60_000).toISOString(),
  ...more,
});
