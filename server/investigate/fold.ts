import { withHost } from "#machines/evidence/instances.ts";
import { advance, begin, isReopening } from "#machines/step.ts";
import type { Brief, BriefHost, Catalogue, Failure, MachineEvent, Round, Runbook, Step, Value, Verdict } from "#machines/contract/index.ts";
import { heard } from "#machines/journal/ask.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";

/** Where the machine stands after the log: what it waits for, or how it ended. */
export interface Position {
  readonly runbook: Runbook;
  /** With the hosts that were added. */
  readonly brief: Brief;
  /** Failures by BriefHost.key; a host is missing here and in `reached` until pre-flight is done with it. */
  readonly unreached: Readonly<Record<string, Failure>>;
  readonly reached: ReadonlySet<string>;
  readonly round: Round | null;
  readonly verdict: Verdict | null;
}

/** Folds the log through the machine. Pure: the same log gives the same position. @throws TypeError when the log does not begin with `started`. */
export function fold(events: readonly InvestigationEvent[], catalogue: Catalogue): Position {
  const first = events[0];
  if (first?.type !== "started") throw new TypeError("the log does not begin with started");
  const { runbook, brief } = first;
  const known = new Known(brief.hosts);
  let step: Step = begin({ runbook, brief, catalogue });
  let round: Round | null = null;
  let ready = false;
  let over = false;
  const feed = (event: MachineEvent): void => {
    // What follows a verdict confirms it, or does not: it is compared, and not judged. Before it was written down it can be gone on with.
    if (over || (step.verdict !== null && !isReopening(event))) return;
    step = advance({ runbook, brief, catalogue }, step.snapshot, event);
    round = step.round ?? round;
  };
  for (const event of events) {
    known.learn(event);
    over ||= event.type === "concluded";
    if (!ready && brief.hosts.every(({ key }) => known.isDoneWith(key))) {
      ready = true;
      feed({ type: "ready", unreached: known.unreached, elsewhere: known.elsewhere });
    }
    const told = toMachine(event, known.added);
    if (told !== null && (ready || AT_ANY_TIME.has(told.type))) feed(told);
  }
  const { hosts, reached, unreached } = known;
  const position = { runbook, brief: { ...brief, hosts }, reached, unreached, verdict: step.verdict };
  return { ...position, round: step.verdict === null ? round : null };
}

/** What a log says about hosts, entry by entry. */
class Known {
  hosts: readonly BriefHost[];
  readonly added = new Set<string>();
  readonly reached = new Set<string>();
  readonly unreached: Record<string, Failure> = {};
  readonly elsewhere: Record<string, Value> = {};

  constructor(hosts: readonly BriefHost[]) {
    this.hosts = hosts;
  }

  isDoneWith(key: string): boolean {
    return this.reached.has(key) || key in this.unreached;
  }

  learn(event: InvestigationEvent): void {
    if (event.type === "hostReached") {
      this.reached.add(event.facts.host);
      if (event.facts.otherNamespaces !== undefined) this.elsewhere[event.facts.host] = event.facts.otherNamespaces;
    }
    if (event.type === "hostFailed") this.unreached[event.host] = event.failure;
    if (event.type === "hostAdded") {
      const { key } = event.host;
      this.hosts = withHost(this.hosts, event.host);
      this.added.add(key);
      this.reached.delete(key);
      delete this.unreached[key];
    }
    if (event.type === "hostWithdrawn") this.hosts = this.hosts.filter(({ key }) => key !== event.host);
  }
}

/** Hosts come and go also while those of the start are still looked at. */
const AT_ANY_TIME: ReadonlySet<MachineEvent["type"]> = new Set(["added", "looked", "withdrawn"]);

function toMachine(event: InvestigationEvent, added: ReadonlySet<string>): MachineEvent | null {
  if (isOfHost(event)) return added.has(hostOf(event)) ? hostToMachine(event) : null;
  switch (event.type) {
    case "observed":
      return { type: "observed", request: event.request, reading: event.reading, taken: event.facts.taken };
    case "unavailable":
      return { type: "unavailable", request: event.request, failure: event.failure };
    case "answered": {
      const told = heard(event);
      const { request } = event;
      return "failure" in told ? { type: "unavailable", request, ...told } : { type: "observed", request, ...told };
    }
    case "roundRestarted":
      return { type: "restarted", round: event.round };
    case "skipped":
      return { type: "skipped", test: event.test };
    case "unskipped":
      return { type: "unskipped", test: event.test };
    default:
      return null;
  }
}

export type OfHost = Extract<InvestigationEvent, { type: "hostAdded" | "hostWithdrawn" | "hostReached" | "hostFailed" }>;

const OF_HOSTS: ReadonlySet<InvestigationEvent["type"]> = new Set(["hostAdded", "hostWithdrawn", "hostReached", "hostFailed"]);
export const isOfHost = (event: InvestigationEvent): event is OfHost => OF_HOSTS.has(event.type);

export const hostOf = (event: OfHost): string =>
  event.type === "hostAdded" ? event.host.key : event.type === "hostReached" ? event.facts.host : event.host;

/** What is said of a host that was added, as the machine hears it. */
export function hostToMachine(event: OfHost): MachineEvent {
  switch (event.type) {
    case "hostAdded":
      return { type: "added", host: event.host };
    case "hostWithdrawn":
      return { type: "withdrawn", host: event.host };
    case "hostFailed":
      return { type: "looked", host: event.host, failure: event.failure };
    case "hostReached": {
      const { host, otherNamespaces } = event.facts;
      return { type: "looked", host, failure: null, ...(otherNamespaces === undefined ? {} : { elsewhere: otherNamespaces }) };
    }
  }
}
