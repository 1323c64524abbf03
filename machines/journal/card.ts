import type { Catalogue, Moment, Request, Runbook } from "../contract/index.ts";
import { hostsOf } from "./brief.ts";
import type { InvestigationEvent } from "./event.ts";
import type { CommandCard, CommandRun } from "./command-card.ts";

type Started = Extract<InvestigationEvent, { type: "commandStarted" }>;

export interface PlacedCard {
  readonly card: CommandCard;
  /** Null when a person asked for it. */
  readonly round: number | null;
  readonly attempt: number;
  readonly seqs: readonly number[];
  readonly at: string;
}

const ORDER = { before: 0, once: 1, during: 2, after: 3 } as const;

/** Every command of the log, one card per round, attempt, test and host. */
export function cards(events: readonly InvestigationEvent[], runbook: Runbook, catalogue: Catalogue): readonly PlacedCard[] {
  const requests = requestsOf(events);
  const names = hostNames(events);
  const groups = new Map<string, Started[]>();
  for (const event of events) {
    if (event.type !== "commandStarted") continue;
    const request = requests.get(event.request);
    const key =
      request === undefined
        ? event.request
        : `${request.round ?? "run"}.${event.attempt}.${request.test}.${request.host}${request.round === null ? event.request : ""}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  const ends = endsOf(events);
  const over = events.some(({ type }) => type === "stopped" || type === "concluded");
  const lastAttempt = attempts(events);
  const all: CommandCard[] = [];
  const placed = [...groups].flatMap(([key, started]): readonly PlacedCard[] => {
    const first = started[0];
    const request = first === undefined ? undefined : requests.get(first.request);
    if (first === undefined || request === undefined) return [];
    const superseded = request.round !== null && first.attempt < (lastAttempt.get(request.round) ?? 1);
    const runs = started
      .map((event) =>
        runOf(event, ends.get(keyOf(event)), { moment: requests.get(event.request)?.moment ?? "once", nothingFollows: superseded || over }),
      )
      .sort((a, b) => ORDER[a.moment] - ORDER[b.moment]);
    const spec = catalogue[request.collector];
    const card: CommandCard = {
      key,
      test: request.test,
      collector: request.collector,
      title: spec?.title ?? titleOf(request, runbook),
      host: request.host,
      hostName: names.get(request.host) ?? request.host,
      probe: spec?.probe ?? false,
      risk: first.risk,
      effects: first.effects,
      askedBy: request.askedBy,
      superseded,
      runs,
      ...(spec?.from !== undefined || runs.some(({ facts }) => facts?.derived === true) ? { from: all } : {}),
      decisive: [],
      telling: false,
    };
    return [
      {
        card,
        round: request.round,
        attempt: first.attempt,
        seqs: runs.flatMap((run) => [run.startedSeq, ...(run.endedSeq === null ? [] : [run.endedSeq])]),
        at: first.at,
      },
    ];
  });
  all.push(...placed.map(({ card }) => card));
  return placed;
}

interface Wanted extends Pick<Request, "test" | "collector" | "host" | "moment"> {
  readonly round: number | null;
  readonly askedBy: string | null;
}

function requestsOf(events: readonly InvestigationEvent[]): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const event of events) {
    if (event.type === "roundPlanned")
      for (const request of event.round.requests) wanted.set(request.key, { ...request, round: event.round.number, askedBy: null });
    if (event.type === "runAsked")
      wanted.set(event.request, {
        test: event.collector,
        collector: event.collector,
        host: event.host,
        moment: "once",
        round: null,
        askedBy: event.actor.name,
      });
  }
  return wanted;
}

type Ended = Extract<InvestigationEvent, { type: "observed" | "unavailable" }>;

const keyOf = ({ request, attempt }: Started | Ended): string => `${request} ${attempt}`;

function endsOf(events: readonly InvestigationEvent[]): ReadonlyMap<string, Ended> {
  return new Map(
    events.flatMap((event) => (event.type === "observed" || event.type === "unavailable" ? [[keyOf(event), event] as const] : [])),
  );
}

function runOf(
  started: Started,
  ended: Ended | undefined,
  { moment, nothingFollows }: { readonly moment: Moment; readonly nothingFollows: boolean },
): CommandRun {
  return {
    request: started.request,
    moment,
    startedSeq: started.seq,
    endedSeq: ended?.seq ?? null,
    state: ended?.type ?? (nothingFollows ? "interrupted" : "running"),
    commandLine: ended?.facts?.commandLine ?? started.commandLine,
    privilege: started.privilege,
    deadlineMs: started.deadlineMs,
    startedAt: started.at,
    facts: ended?.facts ?? null,
    reading: ended?.type === "observed" ? ended.reading : null,
    failure: ended?.type === "unavailable" ? ended.failure : null,
  };
}

function attempts(events: readonly InvestigationEvent[]): ReadonlyMap<number, number> {
  return new Map(events.flatMap((event) => (event.type === "roundRestarted" ? [[event.round, event.attempt] as const] : [])));
}

function titleOf(request: Wanted, runbook: Runbook): string {
  return request.test === "reproduction" && runbook.reproduction !== undefined ? "reproduction" : request.collector;
}

export function hostNames(events: readonly InvestigationEvent[]): ReadonlyMap<string, string> {
  return new Map(hostsOf(events, true).map(({ key, name }) => [key, name]));
}
