import { catalogue } from "#collectors";
import type { Field } from "#server/compose/field.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { sayWatching } from "#machines/journal/notice.ts";
import { sayGoesOn, sayRest } from "#machines/journal/watch-part.ts";
import { explainFailure, verdictMarkdown } from "#machines/explain/index.ts";

/** What happens, line by line, for a person at a terminal. */
function line(event: InvestigationEvent): string | null {
  switch (event.type) {
    case "hostReached":
      return `reached ${event.facts.host}: ${event.facts.hostname}, Linux ${event.facts.kernel}, as ${event.facts.user}`;
    case "hostFailed": {
      const { what, todo } = explainFailure(event.failure, { host: event.host, what: "the connection" });
      return `${event.host}: ${what} ${todo}`;
    }
    case "roundPlanned":
      return `round ${event.round.number}: ${event.round.choice.test}${event.round.choice.riders.length > 0 ? ` and ${event.round.choice.riders.join(", ")}` : ""}`;
    case "commandStarted":
      return `  ${event.request.split(".").at(-2) ?? ""} $ ${event.commandLine.split("\n")[0]?.slice(0, 140) ?? ""}`;
    case "unavailable":
      return `  ${event.request}: ${explainFailure(event.failure, { host: event.request.split(".").at(-2) ?? "", what: event.request }).what}`;
    case "asked":
      return `asked: ${event.question}`;
    case "answered":
      return event.answer === null
        ? `  nobody knows (${event.actor.name})`
        : `  ${event.from?.by ?? event.actor.name}: ${event.answer.choice}`;
    case "watching":
      return sayWatching(event);
    case "watchGoesOn":
      return `${sayGoesOn(event)}. ${sayRest(event.part)}`;
    case "watchOver":
      return `the watch is over: ${event.reason}`;
    case "roundRestarted":
      return event.reason;
    case "concluded":
      return `verdict: ${event.verdict.say}`;
    default:
      return null;
  }
}

/** Tells events as they come. Returns how to stop; what is left is told first. */
function follow(field: Field, id: string, say: (line: string) => void): () => void {
  let seq = 0;
  let stopped = false;
  const tell = (events: readonly InvestigationEvent[]): void => {
    for (const event of events) {
      if (event.seq <= seq) continue;
      seq = event.seq;
      const text = line(event);
      if (text !== null) say(text);
    }
  };
  const unsubscribe = field.onAppend((appendedId, events) => {
    if (!stopped && appendedId === id) tell(events);
  });
  return () => {
    stopped = true;
    unsubscribe();
  };
}

function verdict(events: readonly InvestigationEvent[]): string {
  const concluded = events.findLast((event) => event.type === "concluded");
  return concluded === undefined ? "It was stopped before it came to a verdict." : verdictMarkdown(events, catalogue);
}

export const narrate = { follow, verdict };
