import type { Answered, Brief, Catalogue, Facts, Failure, Request, Round, Runbook, Value } from "../contract/index.ts";
import { withHost } from "../evidence/instances.ts";
import { takenBack } from "../plan/taken-back.ts";
import { heard } from "./ask.ts";
import type { InvestigationEvent } from "./event.ts";

/** A log without its first entry, or of another kind of thing. */
export class NotAnInvestigation extends TypeError {
  override readonly name = "NotAnInvestigation";
}

/**
 * What an investigation's log says, as the engine judges it. Answers of an attempt whose window was broken do not count. Windows with a change made
 * or undone judge no hypothesis: only "all" has them.
 */
export function factsOf(events: readonly InvestigationEvent[], catalogue: Catalogue, windows: "judged" | "all" = "judged"): Facts {
  const { runbook, brief } = startedIn(events);
  let { hosts } = brief;
  const added = new Set<string>();
  const unreached: Record<string, Failure> = {};
  const elsewhere: Record<string, Value> = {};
  const rounds: Round[] = [];
  const requests = new Map<string, Request>();
  const answers = new Map<string, Answered>();
  const [skipped, recalled]: [Set<string>, Recalled[]] = [new Set(), []];
  for (const event of events) {
    switch (event.type) {
      case "hostFailed":
        unreached[event.host] = event.failure;
        break;
      case "hostReached":
        delete unreached[event.facts.host];
        if (event.facts.otherNamespaces !== undefined) elsewhere[event.facts.host] = event.facts.otherNamespaces;
        break;
      case "hostAdded":
        hosts = withHost(hosts, event.host);
        added.add(event.host.key);
        delete unreached[event.host.key];
        break;
      case "hostWithdrawn":
        hosts = hosts.filter(({ key }) => key !== event.host);
        added.delete(event.host);
        break;
      case "roundPlanned":
        if (event.round.change !== undefined && windows === "judged") break;
        rounds.push(event.round);
        for (const request of event.round.requests) requests.set(request.key, request);
        break;
      case "observed":
        if (event.facts.from !== undefined) remember(recalled, event);
        answer(answers, requests.get(event.request), { reading: event.reading, taken: event.facts.taken });
        break;
      case "unavailable":
        answer(answers, requests.get(event.request), { failure: event.failure });
        break;
      case "answered":
        answer(answers, requests.get(event.request), heard(event));
        break;
      case "roundRestarted":
        for (const request of rounds.find(({ number }) => number === event.round)?.requests ?? []) answers.delete(request.key);
        break;
      case "skipped":
      case "unskipped":
        (event.type === "skipped" ? skip : unskip)(event.test, { skipped, rounds, answers });
        break;
      default:
        break;
    }
  }
  return {
    ...{ runbook, brief: { ...brief, hosts }, added: [...added], catalogue, unreached, elsewhere, recalled, rounds },
    answers: [...answers.values()],
    skipped: [...skipped],
  };
}

type Recalled = NonNullable<Facts["recalled"]>[number];

/** "recalled.snapshot.receiver": what no round asked for, but a derivation wants to compare with. */
function remember(recalled: Recalled[], { request, facts, reading }: Extract<InvestigationEvent, { type: "observed" }>): void {
  const [, collector, host] = /^recalled\.([^.]+)\.(.+)$/.exec(request) ?? [];
  if (collector !== undefined && host !== undefined) recalled.push({ collector, host, at: facts.startedAt, reading });
}

type WithoutRequest = Answered extends infer Each ? (Each extends Answered ? Omit<Each, "request"> : never) : never;

/** The first answer counts, a second delivery is a no-op. What was run with /run was never asked by a round, and is not judged. */
function answer(answers: Map<string, Answered>, request: Request | undefined, body: WithoutRequest): void {
  if (request !== undefined && !answers.has(request.key)) answers.set(request.key, { ...body, request });
}

interface Folded {
  readonly skipped: Set<string>;
  readonly rounds: readonly Round[];
  readonly answers: Map<string, Answered>;
}

/** As in the machine: what is still asked of a skipped test is answered by the skip. */
function skip(test: string, { skipped, rounds, answers }: Folded): void {
  skipped.add(test);
  for (const request of rounds.at(-1)?.requests ?? []) {
    if (request.test === test) answer(answers, request, { failure: { kind: "skipped", by: "a person" } });
  }
}

function unskip(test: string, { skipped, answers }: Folded): void {
  skipped.delete(test);
  for (const [key, one] of answers) if (one.request.test === test) answers.set(key, takenBack(one));
}

function startedIn(events: readonly InvestigationEvent[]): { readonly runbook: Runbook; readonly brief: Brief } {
  const started = events.find((event) => event.type === "started");
  if (started === undefined) throw new NotAnInvestigation("this log does not begin an investigation");
  return started;
}
