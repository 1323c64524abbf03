import type { InvestigationEvent } from "#machines/journal/event.ts";
import { hashOf } from "../bundle/bundle.ts";
import type { NewObservation } from "../journal.ts";
import type { Turn } from "./address.ts";
import { turnedEvent } from "./log.ts";
import { leftIn, turnedOutput } from "./output.ts";
import { turnedText } from "./text.ts";
import { withStrings } from "./deep.ts";

export interface Turned {
  readonly events: readonly InvestigationEvent[];
  readonly observations: readonly NewObservation[];
  /** Ids of outputs that cannot be told with other addresses: they stay where they are. */
  readonly withheld: readonly string[];
}

/**
 * An investigation to give away: every address is another one, the same one everywhere. Outputs have the hashes of what they are now, and the log names
 * those, so that all of it can be checked as before.
 */
export function turnedInvestigation(events: readonly InvestigationEvent[], observations: readonly NewObservation[], turn: Turn): Turned {
  const log = events.map((event) => turnedEvent(event, turn));
  const texts = observations.map((one) => [one, turnedOutput(one.stdout, turn), turnedOutput(one.stderr, turn)] as const);
  const kept: NewObservation[] = [];
  const withheld: string[] = [];
  // Only now is known which addresses there are.
  for (const [one, stdout, stderr] of texts) {
    if (stdout === null || stderr === null || leftIn(stdout, turn) || leftIn(stderr, turn)) withheld.push(one.id);
    else {
      const commandLine = turnedText(one.commandLine, turn);
      const args = withStrings(one.args, (text) => turnedText(text, turn));
      kept.push({ ...one, commandLine, args, stdout, stderr, sha256: hashOf(stdout, stderr) });
    }
  }
  const hashes = new Map(kept.map(({ id, sha256 }) => [id, sha256]));
  const gone = new Set(withheld);
  return { events: log.map((event) => withHash(event, hashes, gone)), observations: kept, withheld };
}

function withHash(event: InvestigationEvent, hashes: ReadonlyMap<string, string>, gone: ReadonlySet<string>): InvestigationEvent {
  if ((event.type !== "observed" && event.type !== "unavailable") || event.facts === undefined) return event;
  const { facts } = event;
  const head = gone.has(facts.observation) ? "" : facts.head;
  return { ...event, facts: { ...facts, head, sha256: hashes.get(facts.observation) ?? facts.sha256 } };
}
