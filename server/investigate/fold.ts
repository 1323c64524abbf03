import { advance, begin } from "#machines/step.ts";
import type { Brief, Catalogue, Failure, MachineEvent, Round, Runbook, Step, Value, Verdict } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";

/** Where the machine stands after the log: what it waits for, or how it ended. */
export interface Position {
  readonly runbook: Runbook;
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
  const reached = new Set<string>();
  const unreached: Record<string, Failure> = {};
  const elsewhere: Record<string, Value> = {};
  let step: Step = begin({ runbook, brief, catalogue });
  let round: Round | null = null;
  let ready = false;
  const feed = (event: MachineEvent): void => {
    // What follows a verdict confirms it, or does not: it is compared, and not judged.
    if (step.verdict !== null) return;
    step = advance({ runbook, brief, catalogue }, step.snapshot, event);
    round = step.round ?? round;
  };
  for (const event of events) {
    if (event.type === "hostReached") {
      reached.add(event.facts.host);
      if (event.facts.otherNamespaces !== undefined) elsewhere[event.facts.host] = event.facts.otherNamespaces;
    }
    if (event.type === "hostFailed") unreached[event.host] = event.failure;
    if (!ready && brief.hosts.every(({ key }) => reached.has(key) || key in unreached)) {
      ready = true;
      feed({ type: "ready", unreached, elsewhere });
    }
    const told = toMachine(event);
    if (told !== null && ready) feed(told);
  }
  return { runbook, brief, reached, unreached, round: step.verdict === null ? round : null, verdict: step.verdict };
}

function toMachine(event: InvestigationEvent): MachineEvent | null {
  switch (event.type) {
    case "observed":
      return { type: "observed", request: event.request, reading: event.reading, taken: event.facts.taken };
    case "unavailable":
      return { type: "unavailable", request: event.request, failure: event.failure };
    case "roundRestarted":
      return { type: "restarted", round: event.round };
    case "skipped":
      return { type: "skipped", test: event.test };
    default:
      return null;
  }
}
