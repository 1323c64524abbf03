import type { BriefHost } from "#machines/contract/index.ts";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { wordsOf } from "./words.ts";

/** Words of what people see of an investigation before it has run: symptom, incident type, hosts. */
function wordsOfStart(event: Extract<EventBody, { type: "started" }>): readonly string[] {
  const { title, runbook, brief } = event;
  const hosts = brief.hosts.flatMap(wordsAbout);
  const told = [title, runbook.id, runbook.title, ...runbook.symptoms, ...hosts, ...Object.values(brief.inputs), brief.changed ?? ""];
  return [...new Set(told.flatMap(wordsOf))];
}

const wordsAbout = ({ name, address, netns = "" }: BriefHost): readonly string[] => [name, address, netns];

/** Words of what came since. Null: nothing to find it by. */
export function wordsOfEvents(bodies: readonly EventBody[]): readonly string[] | null {
  const words = new Set(bodies.flatMap(wordsOfEvent));
  return words.size === 0 ? null : [...words];
}

function wordsOfEvent(body: EventBody): readonly string[] {
  switch (body.type) {
    case "started":
      return wordsOfStart(body);
    case "noted":
    case "reviewNoted":
      return [body.text, ...(body.pictures ?? []).map(({ alt = "" }) => alt)].flatMap(wordsOf);
    case "handedOver":
      return wordsOf(body.person === true ? `${body.to} ${body.text ?? ""}` : "");
    case "stopped":
      return wordsOf(body.reason);
    case "titled":
      return wordsOf(body.title);
    case "signedOff":
      return wordsOf(body.reason ?? "");
    case "hostAdded":
      return wordsAbout(body.host).flatMap(wordsOf);
    case "hostReached":
      return wordsOf(`${body.facts.hostname} ${body.facts.kernel}`);
    case "concluded": {
      const causes = [...body.verdict.causes, ...body.verdict.contributing];
      return [...wordsOf(body.verdict.say), ...causes.flatMap(({ id, object }) => wordsOf(`${id} ${object.key ?? ""}`))];
    }
    default:
      return [];
  }
}

/** All words of a log, its outputs left out. */
export function wordsOfLog(events: readonly InvestigationEvent[]): readonly string[] {
  return [...(wordsOfEvents(events) ?? []), ...wordsOf(events[0]?.actor.name ?? "")];
}
