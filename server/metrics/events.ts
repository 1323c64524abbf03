import type { EventBody } from "#machines/journal/event.ts";
import { countIn, tally } from "./tally.ts";

/** Counts what was just written to a log: what began, which hosts were not reached, and how many commands were run. */
export function countEvents(bodies: readonly EventBody[], commands: number): void {
  const now = tally();
  for (const body of bodies) {
    if (body.type === "started") now.started += 1;
    if (body.type === "hostFailed") countIn(now.unreached, body.failure.kind);
  }
  // Several that turn out to have been one are taken back in a later batch; a counter never goes down.
  now.commands += Math.max(0, commands);
}

/** Counts how an investigation ended, once: a change that confirms a cause concludes it a second time. */
export function countEnd(log: readonly EventBody[]): void {
  const ends = log.filter((body) => body.type === "concluded" || body.type === "stopped");
  const [end] = ends;
  if (end === undefined || ends.length > 1) return;
  if (end.type === "concluded") countIn(tally().concluded, end.verdict.kind);
  else tally().stopped += 1;
}
