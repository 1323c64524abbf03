import type { EventBody } from "#machines/journal/event.ts";
import { countCommands } from "#machines/journal/select.ts";
import { countIn, tally } from "./tally.ts";

/** Counts what was just written to a log: what began, which hosts were not reached, and which commands came to an end. */
export function countEvents(bodies: readonly EventBody[]): void {
  const now = tally();
  for (const body of bodies) {
    if (body.type === "started") now.started += 1;
    if (body.type === "hostFailed") countIn(now.unreached, body.failure.kind);
  }
  now.commands += countCommands(bodies.filter(isAnswerOfCommand), bodies);
}

type Answer = Extract<EventBody, { type: "observed" | "unavailable" }>;

/** All answers of one command stand in one batch. What was worked out, or read by another command, ran none; nor did what has no facts. */
const isAnswerOfCommand = (body: EventBody): body is Answer =>
  (body.type === "observed" || body.type === "unavailable") &&
  body.facts !== undefined &&
  body.facts.derived !== true &&
  body.facts.from === undefined;

/** Counts how an investigation ended, once: a change that confirms a cause concludes it a second time. */
export function countEnd(log: readonly EventBody[]): void {
  const ends = log.filter((body) => body.type === "concluded" || body.type === "stopped");
  const [end] = ends;
  if (end === undefined || ends.length > 1) return;
  if (end.type === "concluded") countIn(tally().concluded, end.verdict.kind);
  else tally().stopped += 1;
}
