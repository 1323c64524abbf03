import { judge } from "#machines/judge.ts";
import { isLook } from "#machines/explain/look.ts";
import { factsOf } from "#machines/journal/facts.ts";
import type { Catalogue, Judgement, Verdict } from "#machines/contract/index.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { verdictKey } from "#machines/journal/watch-part.ts";
import type { Outcome } from "#machines/outcome.ts";

/** What one test did in one investigation. */
export interface TestFact {
  readonly test: string;
  /** Some hypothesis stood otherwise after it than before, and it has a part in that. */
  readonly changed: boolean;
  /** It supported the cause that the verdict names. */
  readonly named: boolean;
}

/** One investigation that ended, as a page of many counts it. */
export interface EndFacts {
  readonly startedAt: string;
  readonly practice: boolean;
  /** One host of a sweep: it looked at one cause, so it says nothing about how often what is the cause. */
  readonly swept: boolean;
  /** Of a watch, and nothing came, or it ended like the event before: counted with that one. */
  readonly repeated: boolean;
  readonly runbook: string;
  readonly outcome: Outcome;
  /** As the verdict names it. Null where several fit, of which none is named, and where a look only says which runbook comes next. */
  readonly cause: string | null;
  /** Name of the host that the cause is on. */
  readonly host: string | null;
  /** To its end; of a watch, since the window that was judged began: what was waited for before it is no work on a verdict. */
  readonly seconds: number;
  readonly tests: readonly TestFact[];
}

export function outcomeIn(verdict: Pick<Verdict, "kind" | "causes"> | null): Outcome {
  if (verdict === null) return "stopped";
  const certainty = verdict.causes[0]?.certainty;
  switch (verdict.kind) {
    case "cause":
      return certainty ?? "undetermined";
    case "several":
      return certainty === "suspected" ? "severalSuspected" : "severalEstablished";
    default:
      return verdict.kind;
  }
}

/** From the log alone; null while it goes on. A confirmation concludes a second time: the last verdict counts, the first end ends it. */
export function endFacts(events: readonly InvestigationEvent[], catalogue: Catalogue): EndFacts | null {
  const [first] = events;
  const end = events.findIndex(({ type }) => type === "concluded" || type === "stopped");
  const ended = events[end];
  if (first?.type !== "started" || ended === undefined) return null;
  const verdict = events.findLast((event) => event.type === "concluded")?.verdict ?? null;
  const cause = verdict?.kind === "cause" && !isLook(first.runbook) ? verdict.causes[0] : undefined;
  const host = hostsOf(events).find(({ key }) => key === cause?.object.host);
  return {
    startedAt: first.at,
    practice: first.practice,
    swept: first.runbook.signature !== undefined,
    repeated:
      first.watch !== undefined && (verdict === null || verdict.kind === "symptomAbsent" || first.watch.verdict === verdictKey(verdict)),
    runbook: first.runbook.id,
    outcome: outcomeIn(verdict),
    cause: cause?.id ?? null,
    host: host?.name ?? null,
    seconds: Math.max(0, Math.round((Date.parse(ended.at) - begunAt(events.slice(0, end), first)) / 1_000)),
    tests: testFacts(events.slice(0, end), catalogue, cause?.instance),
  };
}

/** Windows of a watch that showed nothing are not stored: the first that is stands for what is judged. Where none is, there is the whole wait and nothing else. */
function begunAt(events: readonly InvestigationEvent[], { at, brief }: Extract<InvestigationEvent, { type: "started" }>): number {
  const window = brief.watchSeconds === undefined ? undefined : events.find(isWindow);
  return Date.parse(window?.type === "observed" ? window.facts.startedAt : at);
}

const isWindow = (event: InvestigationEvent): boolean => event.type === "observed" && event.request.includes(".reproduction.");

/** The log is judged at the end of each round; what stands otherwise than before it is owed to the tests of that round that speak of it. */
function testFacts(events: readonly InvestigationEvent[], catalogue: Catalogue, named: string | undefined): readonly TestFact[] {
  const found = new Map<string, { changed: boolean; named: boolean }>();
  let before: Judgement["standings"] = [];
  const rounds = events.flatMap((event, index) => (event.type === "roundPlanned" ? [{ index, round: event.round }] : []));
  for (const [n, { round }] of rounds.entries()) {
    const { standings } = judge(factsOf(events.slice(0, rounds[n + 1]?.index ?? events.length), catalogue));
    const was = new Map(before.map(({ instance, standing }) => [instance, standing]));
    for (const { test } of round.requests) if (!found.has(test)) found.set(test, { changed: false, named: false });
    for (const { instance, standing, evidence } of standings) {
      if (standing === (was.get(instance) ?? "open")) continue;
      const state = standing === "refuted" ? "failed" : "held";
      for (const one of evidence.filter((each) => each.round === round.number && each.state === state)) {
        const fact = found.get(one.test);
        if (fact === undefined) continue;
        fact.changed = true;
        fact.named ||= instance === named && standing === "supported";
      }
    }
    before = standings;
  }
  // The reproduction is no test: it measures the symptom.
  return [...found].flatMap(([test, fact]) => (test === "reproduction" ? [] : [{ test, ...fact }]));
}
