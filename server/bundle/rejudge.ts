import { derive } from "#collectors";
import { depthOf, givenFor } from "#machines/given.ts";
import { advance, begin } from "#machines/step.ts";
import type { Catalogue, Failure, MachineEvent, Request, Round, Runbook, Step, Verdict } from "#machines/contract/index.ts";
import { questionOf } from "#machines/plan/ask.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import { heard } from "#machines/journal/ask.ts";
import { factsOf } from "#machines/journal/facts.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { NewObservation } from "../journal.ts";
import { compareVerdicts } from "./compare.ts";
import type { Refused } from "./open.ts";
import { hostOf, hostToMachine, isOfHost, type OfHost } from "../investigate/fold.ts";
import { reread } from "./reread.ts";
import { answersIn, sayAsked, type Answers, type Told } from "./rejudge-answers.ts";

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

/** Something that the old log says of a host that was added to it. */
interface Coming {
  readonly event: OfHost;
  /** So many rounds had been planned by then. */
  readonly after: number;
}

/** What was known of the hosts from the start, and recalled of them, and what came while it ran. */
function hostsIn(events: readonly InvestigationEvent[]): {
  readonly known: readonly InvestigationEvent[];
  readonly coming: readonly Coming[];
} {
  const known: InvestigationEvent[] = [];
  const coming: Coming[] = [];
  const added = new Set<string>();
  let after = 0;
  for (const event of events) {
    if (event.type === "roundPlanned" && event.round.change === undefined) after += 1;
    if (event.type === "observed" && event.request.startsWith("recalled.")) known.push(event);
    if (!isOfHost(event)) continue;
    if (event.type === "hostAdded") added.add(event.host.key);
    if (added.has(hostOf(event))) coming.push({ event, after });
    else known.push(event);
  }
  return { known, coming };
}

/** A log as it would have been: the machine's rounds are its own, the answers those of the old log. */
class Replay {
  readonly wanting: { test: string; host: string }[] = [];
  rounds = 0;
  readonly #given: { readonly runbook: Runbook; readonly brief: Parameters<typeof begin>[0]["brief"]; readonly catalogue: Catalogue };
  readonly #answers: Answers;
  readonly #log: InvestigationEvent[];
  readonly #coming: Coming[];
  #step: Step;
  #round: Round | null = null;

  constructor(first: Extract<InvestigationEvent, { type: "started" }>, events: readonly InvestigationEvent[], catalogue: Catalogue) {
    this.#given = { runbook: first.runbook, brief: first.brief, catalogue };
    this.#answers = answersIn(events, (request) => {
      const question = questionOf(first.runbook, { ...first.brief, hosts: hostsOf(this.#log) }, request);
      return question === undefined ? undefined : sayAsked(question);
    });
    const { known, coming } = hostsIn(events);
    this.#coming = [...coming];
    this.#log = [first, ...known];
    const { unreached, elsewhere = {} } = factsOf(this.#log, catalogue);
    this.#step = begin(this.#given);
    this.#welcome(0);
    this.#feed({ type: "ready", unreached, elsewhere });
  }

  run(): Verdict {
    for (; ; this.rounds += 1) {
      // Hosts come when they came then; those that came later than this version would have ended come at its end.
      this.#welcome(this.#step.verdict === null ? this.rounds + 1 : Infinity);
      if (this.#step.verdict !== null) return this.#step.verdict;
      const round = this.#round;
      this.#round = null;
      if (round === null || this.rounds >= MOST_ROUNDS) throw new TypeError("it comes to no end");
      this.#collect(round);
    }
  }

  #welcome(round: number): void {
    while (this.#coming[0] !== undefined && this.#coming[0].after <= round) {
      const [{ event }] = this.#coming.splice(0, 1) as [Coming];
      this.#tell(event);
      this.#feed(hostToMachine(event));
    }
  }

  #feed(event: MachineEvent): void {
    this.#step = advance(this.#given, this.#step.snapshot, event);
    this.#round = this.#step.round ?? this.#round;
  }

  #collect(round: Round): void {
    const window = this.#answers.windowFor(round);
    this.#tell({ type: "roundPlanned", round });
    for (const request of inOrder(round.requests, this.#given.catalogue)) {
      const body = depthOf(request.collector, this.#given.catalogue) > 0 ? this.#workedOut(request) : this.#answers.answer(request, window);
      if (body === null) this.wanting.push({ test: request.test, host: request.host });
      const told = body ?? { type: "unavailable" as const, request: request.key, attempt: 1, failure: NOT_COLLECTED };
      this.#tell(told);
      this.#feed(toMachine(told));
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

  #tell(body: Told | OfHost | { readonly type: "roundPlanned"; readonly round: Round }): void {
    const [first] = this.#log;
    if (first === undefined) return;
    const { at, actor } = first;
    this.#log.push({ actor, ...body, seq: this.#log.length + 1, at });
  }
}

const NOT_COLLECTED: Failure = { kind: "skipped", by: "this replay: nothing was collected for it then" };

function toMachine(told: Told): MachineEvent {
  if (told.type === "answered") {
    const words = heard(told);
    return "failure" in words
      ? { type: "unavailable", request: told.request, ...words }
      : { type: "observed", request: told.request, ...words };
  }
  return told.type === "observed"
    ? { type: "observed", request: told.request, reading: told.reading, taken: told.facts.taken }
    : { type: "unavailable", request: told.request, failure: told.failure };
}

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
