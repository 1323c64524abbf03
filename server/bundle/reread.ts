import { collectors, derive, parse } from "#collectors";
import type { Catalogue, Failure, Reading, Request } from "#machines/contract/index.ts";
import { givenFor } from "#machines/given.ts";
import type { CommandFacts, InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import type { NewObservation } from "../journal.ts";
import { compareAnswers, type Answer } from "./compare.ts";

export interface Reread {
  /** The log with every reading as it is read today. */
  readonly events: readonly InvestigationEvent[];
  readonly differences: readonly string[];
  /** Fields that today's parsers read besides; no difference. */
  readonly added: readonly string[];
  readonly parsed: number;
  readonly derived: number;
}

/** Failures of the way to the host: no text can say them again, so they stay as they were told. */
const OF_THE_WAY: ReadonlySet<Failure["kind"]> = new Set([
  "unreachable",
  "connectionLost",
  "channelRefused",
  "timedOut",
  "cancelled",
  "badFrame",
  "badArgument",
  "wouldLoadModule",
  "skipped",
  "notKnown",
]);

/** More of one reading would hide the others. */
const MOST_SAID = 12;

/** Every reading made anew: parsed from the raw output with today's parsers, or worked out from the readings made anew before it. */
export function reread(log: readonly InvestigationEvent[], raw: ReadonlyMap<string, NewObservation>, catalogue: Catalogue): Reread {
  const events: InvestigationEvent[] = [];
  const differences: string[] = [];
  const added = new Set<string>();
  const counts = { parsed: 0, derived: 0 };
  for (const event of log) {
    const answer = answered(event);
    const seen = answer === null ? undefined : raw.get(answer.facts.observation);
    if (answer === null || seen === undefined) {
      events.push(event);
      continue;
    }
    const now = answer.facts.derived === true ? workedOut(events, { answer, seen, catalogue }) : parsed(answer, seen);
    if (now === null) {
      differences.push(`${saying(seen)}: this Culprit knows no ${seen.collector}; the reading stays as it was told`);
      events.push(event);
      continue;
    }
    counts[answer.facts.derived === true ? "derived" : "parsed"] += 1;
    const compared = compareAnswers(answer.told, now);
    for (const field of compared.added) added.add(`${seen.collector}.${field}`);
    differences.push(...compared.differences.slice(0, MOST_SAID).map((say) => `${saying(seen)}: ${say}`));
    if (compared.differences.length > MOST_SAID) differences.push(`${saying(seen)}: and ${compared.differences.length - MOST_SAID} more`);
    events.push(replaced(event, answer.facts, now));
  }
  return { events, differences, added: [...added], ...counts };
}

interface Answered {
  readonly request: string;
  readonly facts: CommandFacts;
  readonly told: Answer;
}

function answered(event: InvestigationEvent): Answered | null {
  if (event.type === "observed") return { request: event.request, facts: event.facts, told: { reading: event.reading } };
  if (event.type !== "unavailable" || event.facts === undefined || OF_THE_WAY.has(event.failure.kind)) return null;
  return { request: event.request, facts: event.facts, told: { failure: event.failure } };
}

const saying = ({ request, commandLine: _ }: NewObservation): string => request;

const toAnswer = (result: Reading | Failure): Answer => ("kind" in result ? { failure: result } : { reading: result });

function parsed({ facts }: Answered, seen: NewObservation): Answer | null {
  const collector = Object.entries(collectors).find(([id]) => id === seen.collector)?.[1];
  if (collector === undefined) return null;
  if (seen.truncated) return { failure: { kind: "truncated", keptBytes: seen.stdout.length, limitBytes: collector.maxBytes } };
  const output = { stdout: seen.stdout.toString("utf8"), stderr: seen.stderr.toString("utf8"), exitCode: seen.exitCode, args: seen.args };
  const read = (way: number): Answer => {
    try {
      return toAnswer(parse(seen.collector, way, output));
    } catch (error) {
      return { failure: { kind: "internal", detail: error instanceof Error ? error.message : String(error) } };
    }
  };
  if (facts.way !== undefined && facts.way < collector.ways.length) return read(facts.way);
  // Logs from before the way was noted: the first parser that can read the text.
  const tries = collector.ways.map((_, way) => read(way));
  return tries.find((each) => "reading" in each) ?? tries[0] ?? null;
}

interface ToWorkOut {
  readonly answer: Answered;
  readonly seen: NewObservation;
  readonly catalogue: Catalogue;
}

function workedOut(before: readonly InvestigationEvent[], { answer, seen, catalogue }: ToWorkOut): Answer | null {
  if (!Object.hasOwn(catalogue, seen.collector)) return null;
  const request = before
    .flatMap((event): readonly Request[] => (event.type === "roundPlanned" ? event.round.requests : []))
    .find(({ key }) => key === answer.request);
  if (request === undefined) return null;
  try {
    // Through JSON, as it was stored: what a derivation leaves undefined is not there.
    return { reading: JSON.parse(JSON.stringify(derive(seen.collector, givenFor(factsOf(before, catalogue, "all"), request)))) as Reading };
  } catch (error) {
    return { failure: { kind: "internal", detail: error instanceof Error ? error.message : String(error) } };
  }
}

function replaced(event: InvestigationEvent, facts: CommandFacts, now: Answer): InvestigationEvent {
  if (event.type !== "observed" && event.type !== "unavailable") return event;
  const { seq, at, actor, request, attempt } = event;
  const base = { seq, at, actor, request, attempt, facts };
  return "reading" in now ? { ...base, type: "observed", reading: now.reading } : { ...base, type: "unavailable", failure: now.failure };
}
