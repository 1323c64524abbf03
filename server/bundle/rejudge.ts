import { derive } from "#collectors";
import { depthOf, givenFor } from "#machines/given.ts";
import { advance, begin } from "#machines/step.ts";
import type { Catalogue, Failure, MachineEvent, Request, Round, Runbook, Step, Verdict } from "#machines/contract/index.ts";
import { factsOf } from "#machines/journal/facts.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { NewObservation } from "../journal.ts";
import { compareVerdicts } from "./compare.ts";
import type { Refused } from "./open.ts";
import { reread } from "./reread.ts";
import { answersIn, type Answers, type Told } from "./rejudge-answers.ts";

/** What another version of a runbook says about what was seen then. Nothing is collected, and nothing of the log changes. */
export interface Rejudged {
  readonly told: Verdict | null;
  readonly verdict: Verdict;
  /** What the two verdicts differ in. */
  readonly differences: readonly string[];
  /** What today's parsers read otherwise. */
  readonly readings: readonly string[];
  /** What this version would have asked for and nobody collected then: it stays unknown. */
  readonly wanting: readonly { readonly test: string; readonly host: string }[];
  readonly rounds: number;
}

export interface ToRejudge {
  readonly log: readonly InvestigationEvent[];
  readonly raw: ReadonlyMap<string, NewObservation>;
  readonly runbook: Runbook;
  readonly catalogue: Catalogue;
}

/** No runbook of any incident plans half as many. */
const MOST_ROUNDS = 100;

/** The machine of that version asks, and the stored outputs answer, read by today's parsers. Pure. */
export function rejudge(what: ToRejudge): Rejudged | Refused {
  try {
    return again(what);
  } catch (error) {
    return { refused: `This version cannot be asked about that log: ${error instanceof Error ? error.message : String(error)}.` };
  }
}

function again({ log, raw, runbook, catalogue }: ToRejudge): Rejudged {
  const [first] = log;
  if (first?.type !== "started") throw new TypeError("it does not begin an investigation");
  const { events, differences: readings } = reread(log, raw, catalogue);
  const replay = new Replay({ ...first, runbook }, events, catalogue);
  const verdict = replay.run();
  const told = log.find((event) => event.type === "concluded")?.verdict ?? null;
  const wanting = [...new Map(replay.wanting.map((each) => [`${each.test} ${each.host}`, each])).values()];
  return { told, verdict, differences: told === null ? [] : compareVerdicts(told, verdict), readings, wanting, rounds: replay.rounds };
}

/** A log as it would have been: the machine's rounds are its own, the answers those of the old log. */
class Replay {
  readonly wanting: { test: string; host: string }[] = [];
  rounds = 0;
  readonly #given: { readonly runbook: Runbook; readonly brief: Parameters<typeof begin>[0]["brief"]; readonly catalogue: Catalogue };
  readonly #answers: Answers;
  readonly #log: InvestigationEvent[];
  #step: Step;

  constructor(first: Extract<InvestigationEvent, { type: "started" }>, events: readonly InvestigationEvent[], catalogue: Catalogue) {
    this.#given = { runbook: first.runbook, brief: first.brief, catalogue };
    this.#answers = answersIn(events);
    // What was known of the hosts, and what was recalled of them, is as it was.
    const known = events.filter(
      (event) =>
        event.type === "hostReached" || event.type === "hostFailed" || (event.type === "observed" && event.request.startsWith("recalled.")),
    );
    this.#log = [first, ...known];
    const facts = factsOf(this.#log, catalogue);
    this.#step = advance(this.#given, begin(this.#given).snapshot, {
      type: "ready",
      unreached: facts.unreached,
      elsewhere: facts.elsewhere ?? {},
    });
  }

  run(): Verdict {
    for (; this.#step.verdict === null; this.rounds += 1) {
      const { round } = this.#step;
      if (round === null || this.rounds >= MOST_ROUNDS) throw new TypeError("it comes to no end");
      this.#collect(round);
    }
    return this.#step.verdict;
  }

  #collect(round: Round): void {
    const window = this.#answers.windowFor(round);
    this.#tell({ type: "roundPlanned", round });
    for (const request of inOrder(round.requests, this.#given.catalogue)) {
      const body = depthOf(request.collector, this.#given.catalogue) > 0 ? this.#workedOut(request) : this.#answers.answer(request, window);
      if (body === null) this.wanting.push({ test: request.test, host: request.host });
      const told = body ?? { type: "unavailable" as const, request: request.key, attempt: 1, failure: NOT_COLLECTED };
      this.#tell(told);
      this.#step = advance(this.#given, this.#step.snapshot, toMachine(told));
    }
  }

  #workedOut(request: Request): Told {
    const base = { request: request.key, attempt: 1 };
    try {
      const reading = derive(request.collector, givenFor(factsOf(this.#log, this.#given.catalogue, "all"), request));
      return { ...base, type: "observed", reading: JSON.parse(JSON.stringify(reading)) as typeof reading, facts: WORKED_OUT };
    } catch (error) {
      return {
        ...base,
        type: "unavailable",
        failure: { kind: "internal", detail: error instanceof Error ? error.message : String(error) },
      };
    }
  }

  #tell(
    body: Told | Extract<InvestigationEvent, { type: "roundPlanned" }> | { readonly type: "roundPlanned"; readonly round: Round },
  ): void {
    const [first] = this.#log;
    if (first === undefined) return;
    const { at, actor } = first;
    this.#log.push({ ...body, seq: this.#log.length + 1, at, actor });
  }
}

const NOT_COLLECTED: Failure = { kind: "skipped", by: "this replay: nothing was collected for it then" };

const toMachine = (told: Told): MachineEvent =>
  told.type === "observed"
    ? { type: "observed", request: told.request, reading: told.reading, taken: told.facts.taken }
    : { type: "unavailable", request: told.request, failure: told.failure };

const ORDER = ["once", "before", "during", "after"];

/** As a round is collected: by moment, and what is worked out from it last, in the order of dependence. */
const inOrder = (requests: readonly Request[], catalogue: Catalogue): readonly Request[] =>
  requests.toSorted(
    (a, b) => depthOf(a.collector, catalogue) - depthOf(b.collector, catalogue) || ORDER.indexOf(a.moment) - ORDER.indexOf(b.moment),
  );

const WORKED_OUT = {
  ...{ observation: "", commandLine: "", privilege: "user" as const, exitCode: null, signal: null, startedAt: "", durationMs: 0 },
  ...{ stdoutBytes: 0, stderrBytes: 0, truncated: false, sha256: "", taken: { bootId: null, uptimeSeconds: null }, head: "", lines: 0 },
  derived: true as const,
};
