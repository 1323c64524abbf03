import type { InvestigationEvent } from "#machines/journal/event.ts";
import { EXIT } from "../exit.ts";

/** The exit code an investigation earns; a host that was not reached outweighs whatever else was found open. */
export function exitCodeFor(events: readonly InvestigationEvent[]): number {
  const last = events.findLast((event) => event.type === "concluded");
  const verdict = last?.type === "concluded" ? last.verdict : null;
  const named = verdict?.kind === "cause" && verdict.causes.some(({ certainty }) => certainty !== "suspected");
  if (named || verdict?.kind === "symptomAbsent") return EXIT.found;
  return events.some(({ type }) => type === "hostFailed") ? EXIT.unreached : EXIT.open;
}
