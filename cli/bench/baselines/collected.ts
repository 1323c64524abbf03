import type { Answered, Brief, Catalogue, Facts, Failure, Round, Runbook, Value } from "#machines/contract/index.ts";

/** Everything a runbook can ask, read once from one patient in one window. Every baseline decides from it. */
export interface Collected {
  readonly brief: Brief;
  readonly unreached: Readonly<Record<string, Failure>>;
  readonly elsewhere: Readonly<Record<string, Value>>;
  readonly round: Round;
  readonly answers: readonly Answered[];
  /** What each request took, by its key; a request that ran no command is missing. */
  readonly took: Readonly<Record<string, Took>>;
  readonly durationMs: number;
}

export interface Took {
  readonly bytes: number;
  readonly durationMs: number;
}

/** A patient, and what the runbook holds possible. */
export interface Patient {
  readonly runbook: Runbook;
  readonly catalogue: Catalogue;
  readonly collected: Collected;
}

/** What is known when only these tests were asked. */
export function factsAfter({ runbook, catalogue, collected }: Patient, tests: ReadonlySet<string>): Facts {
  const { brief, unreached, elsewhere, round, answers } = collected;
  return {
    runbook,
    catalogue,
    brief,
    unreached,
    elsewhere,
    rounds: [{ ...round, requests: round.requests.filter(({ test }) => tests.has(test)) }],
    answers: answers.filter(({ request }) => tests.has(request.test)),
    skipped: [],
  };
}
